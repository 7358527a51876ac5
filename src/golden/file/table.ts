import type { DType, Tensor, TypedArray } from '../../tensor/tensor.ts';
import { brokenGolden } from './goldenErrors.ts';

/** Reads a tensor of the file by its name, if it is there. */
export type ReadTable = (key: string) => Tensor | undefined;

/**
 * The values of a tensor that has to be there, with this dtype and shape.
 *
 * @param shape undefined for a side of any length
 */
export const table = <T extends TypedArray>(
  key: string,
  dtype: DType,
  shape: readonly (number | undefined)[],
  label: string,
  read: ReadTable,
): T => {
  const found = read(key);
  if (found === undefined) throw brokenGolden(label, { what: `has no tensor "${key}"` });
  const fits = shape.every((side, i) => (side === undefined ? i in found.shape : side === found.shape[i]));
  if (fits && found.shape.length === shape.length && found.dtype === dtype) return found.data as T;
  throw brokenGolden(label, {
    what: `has a tensor "${key}" of ${found.dtype} [${found.shape.join(', ')}]`,
    why: `It should be ${dtype} [${shape.map((side) => side ?? 'any').join(', ')}]`,
  });
};
