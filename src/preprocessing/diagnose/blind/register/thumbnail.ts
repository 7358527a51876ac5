import { meanAndDeviation } from '../../fit/meanAndDeviation.ts';
import type { Planes } from '../picture/planes.ts';
import type { Rect } from './sampleRect.ts';

/** Pixels along each side of a thumbnail. */
export const thumbnailSide = 16;

/** Sums of all pixels above and left of each corner between pixels, so that the mean of any rectangle is four look-ups. */
export const summed = ({ data, width, height }: Planes): Float64Array => {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let line = 0;
    for (let x = 0; x < width; x++) {
      line += data[y * width + x] as number;
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] as number) + line;
    }
  }
  return sums;
};

const corners = thumbnailSide + 1;
const row = new Float64Array(corners);
const above = new Float64Array(corners);

/** Sums over the cells of a grid laid over a rectangle, given in fractions of the picture's sides, into `result`. */
export const thumbnailOf = (
  sums: Float64Array,
  { width, height }: Planes,
  { left, top, right, bottom }: Rect,
  result: Float32Array,
): void => {
  const lineLength = width + 1;
  const { min, max, trunc } = Math;
  for (let j = 0; j < corners; j++) {
    const y = max(0, min(height, (top + ((bottom - top) * j) / thumbnailSide) * height));
    const y0 = min(trunc(y), height - 1);
    const fy = y - y0;
    for (let i = 0; i < corners; i++) {
      const x = max(0, min(width, (left + ((right - left) * i) / thumbnailSide) * width));
      const x0 = min(trunc(x), width - 1);
      const fx = x - x0;
      const at = y0 * lineLength + x0;
      const upper = (sums[at] as number) * (1 - fx) + (sums[at + 1] as number) * fx;
      const lower = (sums[at + lineLength] as number) * (1 - fx) + (sums[at + lineLength + 1] as number) * fx;
      row[i] = upper + (lower - upper) * fy;
    }
    if (j > 0) {
      const to = (j - 1) * thumbnailSide;
      for (let i = 0; i < thumbnailSide; i++)
        result[to + i] = (row[i + 1] as number) - (row[i] as number) - (above[i + 1] as number) + (above[i] as number);
    }
    above.set(row);
  }
};

/** Shifts to a mean of 0 and scales to a length of 1, in place; all zero where the values are constant. */
export const standardise = <Values extends Float32Array | Float64Array>(values: Values): Values => {
  const { mean, squares } = meanAndDeviation(values);
  const factor = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let i = 0; i < values.length; i++) {
    (values[i] as number) -= mean;
    (values[i] as number) *= factor;
  }
  return values;
};

export const dot = (a: Float32Array | Float64Array, b: Float32Array | Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
};
