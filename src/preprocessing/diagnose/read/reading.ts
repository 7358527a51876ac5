import type { Reading as ReadingName } from '../../fed.ts';
import { type Planes, planes } from '../picture/planes.ts';
import type { Declared } from './declared.ts';

/** One way to take a picture out of the elements of a tensor. */
export interface Arrangement {
  interleaved: boolean;
  /** Channels in memory; what is beyond the picture's own is skipped. */
  stored: number;
  channels: number;
  width: number;
  height: number;
  /** As the tensor's shape says; a reading says how the elements really lie. */
  layout: Declared['layout'];
  reading?: ReadingName;
}

/** Arrangements that a shape may hide. A part of the rack. */
export interface Reading {
  name: ReadingName | 'as-declared';
  arrange(declared: Declared): Arrangement | undefined;
}

/** A picture read from a buffer. */
export interface View {
  arrangement: Arrangement;
  picture: Planes;
  /** Rows that were written completely, per channel. */
  rows: number[];
}

/** Takes a picture out of a buffer of which the first `written` elements count. */
export const view = (values: Float32Array, written: number, arrangement: Arrangement): View => {
  const { interleaved, stored, channels, width, height } = arrangement;
  const picture = planes(channels, height, width);
  const count = width * height;
  const available = Math.min(written, values.length);
  const rows: number[] = [];
  for (let c = 0; c < channels; c++) {
    const filled = interleaved ? available / (stored * width) : (available - c * count) / width;
    const whole = Math.max(0, Math.min(height, Math.floor(filled + 1e-9)));
    rows.push(whole);
    const [start, step] = interleaved ? [c, stored] : [c * count, 1];
    const last = Math.min(
      count,
      interleaved ? Math.floor((values.length - 1 - c) / stored) + 1 : values.length - start,
    );
    const to = c * count;
    for (let i = 0, from = start; i < last; i++, from += step) picture.data[to + i] = values[from] as number;
  }
  return { arrangement, picture, rows };
};
