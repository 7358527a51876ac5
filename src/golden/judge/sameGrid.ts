import type { GoldenTensor } from '../golden.ts';

/** True where both take their stored values on the same grid, or on none. */
export const sameGrid = ({ quantization: a }: GoldenTensor, { quantization: b }: GoldenTensor): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.axis === b.axis &&
    equal(a.scale, b.scale) &&
    equal(a.zeroPoint, b.zeroPoint));

const equal = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);
