import type { Pixels } from '../pixels/pixels.ts';
import { reachOf, type Taps } from './taps.ts';

/** Pixels that are bytes for sure. */
export interface Bytes extends Pixels {
  data: Uint8Array;
}

const { imul } = Math;

/** As bytes: floats are rounded half to even and clipped, which is what storing into a clamped array does. */
export const bytesOf = (pixels: Pixels): Bytes => {
  const { data } = pixels;
  if (data.constructor.name === 'Uint8Array' || data.constructor.name === 'Buffer') return pixels as Bytes;
  const clamped = data.constructor.name === 'Uint8ClampedArray' ? data : Uint8ClampedArray.from(data);
  return { ...pixels, data: new Uint8Array(clamped.buffer, clamped.byteOffset, clamped.length) };
};

/**
 * Sums source columns by fixed-point weights with `bits` fractional bits, rounds half up and clips to bytes. Rows `from`
 * to `to` only: the result begins with row `from`.
 */
export const sumColumns = (image: Bytes, taps: Taps, bits: number, from = 0, to = image.height): Bytes => {
  const { channels } = image;
  const width = taps.first.length;
  const data = new Uint8Array(width * (to - from) * channels);
  // Clips as it stores.
  const out = new Uint8ClampedArray(data.buffer);
  if (channels === 3) sumColumnsOfThree(image, taps, bits, from, to, out);
  else sumColumnsOfAny(image, taps, bits, from, to, out);
  return { data, width, height: to - from, channels };
};

const sumColumnsOfThree = (
  image: Bytes,
  taps: Taps,
  bits: number,
  from: number,
  to: number,
  out: Uint8ClampedArray,
) => {
  const { data } = image;
  const { first, count, weights, stride } = taps;
  const [width, row, half] = [first.length, image.width * 3, 1 << (bits - 1)];
  let o = 0;
  for (let y = from; y < to; y++) {
    for (let x = 0; x < width; x++) {
      let [r, g, b] = [half, half, half];
      let p = y * row + (first[x] as number) * 3;
      const end = x * stride + (count[x] as number);
      for (let q = x * stride; q < end; q++) {
        const weight = weights[q] as number;
        r = (r + imul(data[p] as number, weight)) | 0;
        g = (g + imul(data[p + 1] as number, weight)) | 0;
        b = (b + imul(data[p + 2] as number, weight)) | 0;
        p += 3;
      }
      out[o] = r >> bits;
      out[o + 1] = g >> bits;
      out[o + 2] = b >> bits;
      o += 3;
    }
  }
};

const sumColumnsOfAny = (image: Bytes, taps: Taps, bits: number, from: number, to: number, out: Uint8ClampedArray) => {
  const { data, channels } = image;
  const { first, count, weights, stride } = taps;
  const [width, row, half] = [first.length, image.width * channels, 1 << (bits - 1)];
  let o = 0;
  for (let y = from; y < to; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = half;
        let p = y * row + (first[x] as number) * channels + c;
        const end = x * stride + (count[x] as number);
        for (let q = x * stride; q < end; q++) {
          sum = (sum + imul(data[p] as number, weights[q] as number)) | 0;
          p += channels;
        }
        out[o++] = sum >> bits;
      }
    }
  }
};

/** The same of source rows, for the columns `from` to `to`: the result begins with column `from`. */
export const sumRows = (image: Bytes, taps: Taps, bits: number, from = 0, to = image.width): Bytes => {
  const { data: source, channels } = image;
  const { first, count, weights, stride } = taps;
  const height = first.length;
  const [length, row, left, half] = [(to - from) * channels, image.width * channels, from * channels, 1 << (bits - 1)];
  const data = new Uint8Array(length * height);
  const out = new Uint8ClampedArray(data.buffer);
  const sums = new Int32Array(length);
  for (let y = 0; y < height; y++) {
    sums.fill(half);
    for (let k = 0; k < (count[y] as number); k++) {
      const weight = weights[y * stride + k] as number;
      const start = ((first[y] as number) + k) * row + left;
      for (let i = 0; i < length; i++) sums[i] = ((sums[i] as number) + imul(source[start + i] as number, weight)) | 0;
    }
    const o = y * length;
    for (let i = 0; i < length; i++) out[o + i] = (sums[i] as number) >> bits;
  }
  return { data, width: to - from, height, channels };
};

/** Both, columns first, with only the rows computed that the second pass reads. A pass that is left out changes nothing. */
export const columnsThenRows = (
  image: Bytes,
  columns: Taps | undefined,
  rows: Taps | undefined,
  bits: number,
): Bytes => {
  if (!columns) return rows ? sumRows(image, rows, bits) : image;
  if (!rows) return sumColumns(image, columns, bits);
  const [from, to] = reachOf(rows);
  const strip = sumColumns(image, columns, bits, from, to);
  return sumRows(strip, { ...rows, first: rows.first.map((position) => position - from) }, bits);
};

export const rowsThenColumns = (
  image: Bytes,
  columns: Taps | undefined,
  rows: Taps | undefined,
  bits: number,
): Bytes => {
  if (!rows) return columns ? sumColumns(image, columns, bits) : image;
  if (!columns) return sumRows(image, rows, bits);
  const [from, to] = reachOf(columns);
  const strip = sumRows(image, rows, bits, from, to);
  return sumColumns(strip, { ...columns, first: columns.first.map((position) => position - from) }, bits);
};
