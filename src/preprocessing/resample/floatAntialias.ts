import type { Pixels } from '../pixels/pixels.ts';
import { antialiasedWeights, type SupportedFilter, tapsNeeded } from './filters.ts';
import { floatColumnsThenRows } from './floatPasses.ts';
import { windowOf } from './gather.ts';
import type { ResampleOptions } from './resampler.ts';
import { partOf, type Taps } from './taps.ts';

const tapsOf = (size: number, target: number, filter: SupportedFilter): Taps<Float32Array> => {
  const stride = tapsNeeded(0, size, target, filter);
  const taps = {
    first: new Int32Array(target),
    count: new Int32Array(target),
    weights: new Float32Array(target * stride),
    stride,
  };
  antialiasedWeights(size, 0, size, target, filter, (i, first, weights) => {
    taps.first[i] = first;
    taps.count[i] = weights.length;
    taps.weights.set(weights, i * stride);
  });
  return taps;
};

/** Pillow's kernels without its rounding, as TF and torch have them: weights in float32, nothing rounded, nothing clipped. */
export const floatAntialias = (
  pixels: Pixels,
  width: number,
  height: number,
  filter: SupportedFilter,
  options: ResampleOptions,
): Pixels => {
  const [left, top, right, bottom] = windowOf(options, width, height);
  const columns = partOf(tapsOf(pixels.width, width, filter), left, right);
  return floatColumnsThenRows(pixels, columns, partOf(tapsOf(pixels.height, height, filter), top, bottom));
};
