import { bytesPerElement, dtypeOfOnnxNumber } from '../../tensor/dtypes.ts';
import { elementCount, type Tensor } from '../../tensor/tensor.ts';
import type { NativeMetadata } from './native.ts';

/** Sides that the model names (`batch`), with the sizes that these inputs give them. */
export const namedSides = (
  metadata: readonly NativeMetadata[] | undefined,
  inputs: Readonly<Record<string, Tensor>>,
): Map<string, number> => {
  const sides = new Map<string, number>();
  for (const { name, symbolicDimensions, shape } of metadata ?? []) {
    for (const [axis, symbol] of (symbolicDimensions ?? []).entries()) {
      const side = inputs[name]?.shape[axis];
      if (symbol !== '' && shape?.[axis] === -1 && side !== undefined) sides.set(symbol, side);
    }
  }
  return sides;
};

/** The shape that a tensor will have with these sides; null where only a run can tell. */
export const knownShape = (
  metadata: NativeMetadata | undefined,
  sides: ReadonlyMap<string, number>,
): (number | null)[] | undefined =>
  metadata?.shape?.map((side, axis) =>
    side >= 0 ? side : (sides.get(metadata.symbolicDimensions?.[axis] ?? '') ?? null),
  );

/** Bytes of a tensor; where a side is unknown, those of the largest of the tensors that it is made of. */
export const estimatedBytes = (
  metadata: NativeMetadata | undefined,
  shape: readonly (number | null)[] | undefined,
  largestInput: number,
): number => {
  const dtype = dtypeOfOnnxNumber(metadata?.type ?? 1) ?? 'float32';
  if (shape === undefined || shape.includes(null)) return largestInput;
  return elementCount(shape as number[]) * Math.max(1, bytesPerElement(dtype));
};
