import { realValues } from '../../tensor/realValues.ts';
import type { Tensor } from '../../tensor/tensor.ts';

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
  let [sum, low, high] = [0, Infinity, -Infinity];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number];
    if (Number.isFinite(x)) [low, high] = [Math.min(low, x), Math.max(high, x)];
    if (!Object.is(x, y) && x !== y) sum += Number.isFinite(x - y) ? (x - y) ** 2 : Infinity;
  }
  if (sum === 0) return 0;
  const rms = Math.sqrt(sum / a.length);
  return high > low ? rms / (high - low) : rms / Math.max(1, Math.abs(low));
};
