import type { Tensor } from '../tensor/tensor.ts';
import { pairInputs } from './pairInputs.ts';

/**
 * True where the first holds all tensors of the second, bit for bit: under their names, or as the only ones that they can
 * be, an image in its other layout, integers in another type.
 */
export const sameInputs = (a: Readonly<Record<string, Tensor>>, b: Readonly<Record<string, Tensor>>): boolean => {
  const { inputs, left } = pairInputs(
    b,
    Object.entries(a).map(([name, { dtype, shape }]) => ({ name, dtype, shape })),
  );
  return left.length === 0 && Object.entries(inputs).every(([name, tensor]) => sameTensor(a[name] as Tensor, tensor));
};

const sameTensor = (a: Tensor, b: Tensor): boolean =>
  a.dtype === b.dtype && a.shape.join() === b.shape.join() && sameValues(a.data, b.data);

const sameValues = (a: Tensor['data'], b: Tensor['data']): boolean => {
  if (a.length !== b.length) return false;
  if (Array.isArray(a) || Array.isArray(b)) return a.every((value: unknown, index: number) => value === b[index]);
  return Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
};

const bytesOf = (data: Exclude<Tensor['data'], string[]>): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
