import { realValues } from '../tensor/realValues.ts';
import type { Tensor } from '../tensor/tensor.ts';

/**
 * Root-mean-square difference over the range of the app's values: 0 for equal tensors, infinite where shapes differ or
 * only one side is finite.
 */
export const outputDrift = (app: Tensor, own: Tensor): number => {
  if (app.shape.join() !== own.shape.join()) return Infinity;
  if (app.dtype === 'string' || own.dtype === 'string') {
    return app.data.length === own.data.length &&
      Array.prototype.every.call(app.data, (value, i) => value === own.data[i])
      ? 0
      : Infinity;
  }
  const [a, b] = [realValues(app), realValues(own)];
  let sum = 0;
  let low = Infinity;
  let high = -Infinity;
  // In the vm contexts of test runners each look at a global is slow: of numbers alone, `x - x` is 0 where x is finite, and
  // `x === x` tells NaN.
  const infinite = Infinity;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    if (x - x === 0) {
      if (x < low) low = x;
      if (x > high) high = x;
    }
    if (x === y || (isNaNValue(x) && isNaNValue(y))) continue;
    const difference = x - y;
    sum += difference - difference === 0 ? difference * difference : infinite;
  }
  if (sum === 0) return 0;
  const rms = Math.sqrt(sum / a.length);
  return high > low ? rms / (high - low) : rms / Math.max(1, Math.abs(low));
};

// biome-ignore lint/suspicious/noSelfCompare: without a global, see above.
const isNaNValue = (value: number): boolean => value !== value;
