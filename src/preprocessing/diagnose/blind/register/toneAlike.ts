import type { Planes } from '../picture/planes.ts';
import type { Rect } from './sampleRect.ts';
import { samplePyramid } from './sampleRect.ts';
import { type Pyramid, pyramidOf } from './shrunk.ts';

const levels = 32;

/**
 * The image with its grays mapped to those of the picture, where the two already lie on one another: a curve, as gamma or
 * clipping make, otherwise pulls the edges. None where the image has too few grays.
 */
export const toneAlike = (picture: Planes, image: Pyramid, rect: Rect): Pyramid | undefined => {
  const sampled = samplePyramid(image, rect, picture.width, picture.height).data;
  const sorted = Float32Array.from(sampled).sort();
  const limits = Array.from(
    { length: levels + 1 },
    (_, i) => sorted[Math.round((i / levels) * (sorted.length - 1))] as number,
  ).filter((limit, i, all) => i === 0 || limit > (all[i - 1] as number));
  if (limits.length < 9) return undefined;
  const bins = limits.length - 1;
  const sums = new Float64Array(bins);
  const counts = new Float64Array(bins);
  for (let i = 0; i < sampled.length; i++) {
    const bin = binOf(limits, sampled[i] as number);
    (sums[bin] as number) += picture.data[i] as number;
    (counts[bin] as number)++;
  }
  const [x, y] = [[] as number[], [] as number[]];
  for (let b = 0; b < bins; b++) {
    if (counts[b] === 0) continue;
    x.push(((limits[b] as number) + (limits[b + 1] as number)) / 2);
    y.push((sums[b] as number) / (counts[b] as number));
  }
  const base = image[0] as Planes;
  return pyramidOf({ ...base, data: base.data.map((value) => interpolate(x, y, value)) });
};

const binOf = (limits: readonly number[], value: number): number => {
  let [low, high] = [0, limits.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value >= (limits[middle] as number)) low = middle;
    else high = middle - 1;
  }
  return low;
};

const interpolate = (x: readonly number[], y: readonly number[], value: number): number => {
  const last = x.length - 1;
  if (value <= (x[0] as number)) return y[0] as number;
  if (value >= (x[last] as number)) return y[last] as number;
  const i = binOf(x, value);
  const [x0, x1] = [x[i] as number, x[i + 1] as number];
  const share = (value - x0) / (x1 - x0);
  return (y[i] as number) * (1 - share) + (y[i + 1] as number) * share;
};
