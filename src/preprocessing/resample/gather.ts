import type { Pixels } from '../pixels/pixels.ts';
import { roomLike } from '../pixels/roomLike.ts';
import type { ResampleOptions, Window } from './resampler.ts';

/** The part of a result that is asked for: all of it where nobody says. */
export const windowOf = ({ window }: ResampleOptions, width: number, height: number): Window =>
  window ?? [0, 0, width, height];

/** Copies the source pixel of each target column and row: all kernels called "nearest" are this with their own positions. */
export const gather = (
  pixels: Pixels,
  allColumns: Int32Array,
  allRows: Int32Array,
  options: ResampleOptions,
): Pixels => {
  const [left, top, right, bottom] = windowOf(options, allColumns.length, allRows.length);
  const [columns, rows] = [allColumns.subarray(left, right), allRows.subarray(top, bottom)];
  const { data: source, width, channels } = pixels;
  const data = roomLike(source, columns.length * rows.length * channels);
  const row = columns.length * channels;
  for (let y = 0; y < rows.length; y++) {
    // Enlarging repeats rows: copy the one that is there.
    if (y > 0 && rows[y] === rows[y - 1]) {
      data.copyWithin(y * row, (y - 1) * row, y * row);
      continue;
    }
    const start = (rows[y] as number) * width;
    let o = y * row;
    for (let x = 0; x < columns.length; x++) {
      let p = (start + (columns[x] as number)) * channels;
      for (let c = 0; c < channels; c++) data[o++] = source[p++] as number;
    }
  }
  return { data, width: columns.length, height: rows.length, channels };
};

/** Positions by a formula, kept inside of the image. */
export const positions = (size: number, target: number, at: (index: number) => number): Int32Array =>
  Int32Array.from({ length: target }, (_, i) => Math.min(Math.max(Math.floor(at(i)), 0), size - 1));

/** A rectangle of an image, in whole pixels; the image itself where that is all of it. */
export const crop = (pixels: Pixels, left: number, top: number, right: number, bottom: number): Pixels => {
  const { data: source, width, height, channels } = pixels;
  if (left === 0 && top === 0 && right === width && bottom === height) return pixels;
  const row = (right - left) * channels;
  const data = roomLike(source, row * (bottom - top));
  for (let y = top; y < bottom; y++) {
    const start = (y * width + left) * channels;
    data.set(source.subarray(start, start + row) as Uint8Array, (y - top) * row);
  }
  return { data, width: right - left, height: bottom - top, channels };
};
