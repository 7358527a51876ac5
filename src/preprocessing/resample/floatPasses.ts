import type { Pixels } from '../pixels/pixels.ts';
import type { ElementTaps } from './elementTaps.ts';
import { reachOf, type Taps } from './taps.ts';

const { fround } = Math;

/** Columns of one source row in float32, one tap after the other; for a row cache. */
export const floatColumns = (image: Pixels, { offsets, weights, count, length }: ElementTaps<Float32Array>) => {
  const { data, width, channels } = image;
  return (row: Float32Array, index: number): void => {
    const start = index * width * channels;
    for (let i = 0; i < length; i++) row[i] = (data[start + (offsets[i] as number)] as number) * (weights[i] as number);
    for (let k = 1; k < count; k++) {
      for (let i = 0, t = k * length; i < length; i++, t++) {
        row[i] = (row[i] as number) + fround((data[start + (offsets[t] as number)] as number) * (weights[t] as number));
      }
    }
  };
};

/** Sums source columns, then rows, in float32: what the float form of an antialiasing kernel does. */
export const floatColumnsThenRows = (
  image: Pixels,
  columns: Taps<Float32Array>,
  rows: Taps<Float32Array>,
): Pixels & { data: Float32Array } => {
  const { data: source, channels } = image;
  const [width, height] = [columns.first.length, rows.first.length];
  const length = width * channels;
  const [from, to] = reachOf(rows);
  const strip = new Float32Array(length * (to - from));
  for (let y = from, o = 0; y < to; y++) {
    for (let x = 0; x < width; x++) {
      const start = (y * image.width + (columns.first[x] as number)) * channels;
      const end = x * columns.stride + (columns.count[x] as number);
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let q = x * columns.stride, p = start + c; q < end; q++, p += channels) {
          sum += (source[p] as number) * (columns.weights[q] as number);
        }
        strip[o++] = sum;
      }
    }
  }
  const data = new Float32Array(length * height);
  for (let y = 0; y < height; y++) {
    const out = data.subarray(y * length, (y + 1) * length);
    for (let k = 0; k < (rows.count[y] as number); k++) {
      const weight = rows.weights[y * rows.stride + k] as number;
      const start = ((rows.first[y] as number) + k - from) * length;
      for (let i = 0; i < length; i++) out[i] = (out[i] as number) + (strip[start + i] as number) * weight;
    }
  }
  return { data, width, height, channels };
};
