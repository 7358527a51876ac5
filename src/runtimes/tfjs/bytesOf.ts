import type { Tensor } from '../../tensor/tensor.ts';

/** Bytes that a tensor's values take in memory. */
export const bytesOf = ({ data }: Tensor): number =>
  ArrayBuffer.isView(data) ? data.byteLength : data.reduce((sum, text) => sum + text.length * 2, 0);
