import type { Tensor } from '../tensor/tensor.ts';

/** True where both hold the same tensors under the same names, bit for bit. */
export const sameInputs = (a: Readonly<Record<string, Tensor>>, b: Readonly<Record<string, Tensor>>): boolean =>
  Object.keys(b).every((name) => a[name] !== undefined && sameTensor(a[name], b[name] as Tensor));

const sameTensor = (a: Tensor, b: Tensor): boolean =>
  a.dtype === b.dtype && a.shape.join() === b.shape.join() && sameValues(a.data, b.data);

const sameValues = (a: Tensor['data'], b: Tensor['data']): boolean => {
  if (a.length !== b.length) return false;
  if (Array.isArray(a) || Array.isArray(b)) return a.every((value: unknown, index: number) => value === b[index]);
  return Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
};

const bytesOf = (data: Exclude<Tensor['data'], string[]>): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
