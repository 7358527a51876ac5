import type { Reading as ReadingName } from '../../pipeline/fed.ts';
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
  /** Positions are counted as an interleaved picture's, also where the shape is planar: its values were spread over planes. */
  stream?: true;
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

/** Planes as one interleaved stream. */
export const interleavedOf = (values: Float32Array, channels: number): Float32Array => {
  const count = Math.floor(values.length / channels);
  const stream = new Float32Array(count * channels);
  for (let c = 0; c < channels; c++)
    for (let i = 0, from = c * count, to = c; i < count; i++, from++, to += channels)
      stream[to] = values[from] as number;
  return stream;
};

/**
 * Takes a picture out of a buffer of which the first `written` elements count.
 *
 * @param declared channels in the tensor's shape
 */
export const view = (buffer: Float32Array, written: number, arrangement: Arrangement, declared: number): View => {
  const values = arrangement.stream && arrangement.layout === 'NCHW' ? interleavedOf(buffer, declared) : buffer;
  const { interleaved, stored, channels, width, height } = arrangement;
  const rows = rowsWritten(arrangement, Math.min(written, values.length));
  const picture = planes(channels, height, width);
  const count = width * height;
  for (let c = 0; c < channels; c++) {
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

/** Rows of each channel that are complete when so many elements were written. */
export const rowsWritten = ({ interleaved, stored, channels, width, height }: Arrangement, written: number): number[] =>
  Array.from({ length: channels }, (_, c) => {
    const filled = interleaved ? written / (stored * width) : (written - c * width * height) / width;
    return Math.max(0, Math.min(height, Math.floor(filled + 1e-9)));
  });
