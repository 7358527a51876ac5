import type { Buffer, BufferFault } from '../buffer.ts';
import { interleavedOf } from '../reading.ts';

/** A lag must be this much better than the declared row's length. */
const better = 0.8;

/**
 * Rows with room at their end (libyuv, GPU read-backs, `bytesPerRow`): the next row is best like this one at a longer lag.
 * The rows are those of an interleaved picture, which may have been spread over planes afterwards.
 */
export const rowStride: BufferFault = {
  name: 'row-stride',
  early: false,
  undo: (values, { layout, channels, width, height }) => {
    const stream = layout === 'NCHW' ? interleavedOf(values, channels) : values;
    const row = width * channels;
    const lags = Array.from(
      { length: Math.max(0, Math.floor(Math.min(row * 0.5 + 64, stream.length / 8 - row))) },
      (_, i) => row + 1 + i,
    );
    const rough = (lag: number): number => unlikeness(stream, lag, row, 48, 96);
    const limit = better * rough(row);
    const near = lags
      .map((lag) => ({ lag, off: rough(lag) }))
      .sort((p, q) => p.off - q.off)
      .slice(0, few)
      // A slanting picture is like itself at neighbouring lags, too: all of it decides.
      .map(({ lag }) => ({ lag, off: unlikeness(stream, lag, row, row, Infinity) }))
      .filter(({ off }) => off < limit)
      .sort((p, q) => p.off - q.off);
    return near.slice(0, 2).map(({ lag }) => straightened(stream, lag, row, height, values.length));
  },
};

/** Lags that are looked at closely. */
const few = 6;

const straightened = (stream: Float32Array, stride: number, row: number, height: number, length: number): Buffer => {
  const straight = new Float32Array(length);
  const whole = Math.min(height, Math.floor((stream.length + stride - row) / stride));
  for (let r = 0; r < whole; r++) straight.set(stream.subarray(r * stride, r * stride + row), r * row);
  const memory = { kind: 'row-stride', extra: stride - row } as const;
  return { values: straight, written: whole * row, memory, stream: true };
};

/** Mean difference of elements that lie `lag` apart, on at most so many stretches of all over the buffer. */
const unlikeness = (values: Float32Array, lag: number, row: number, length: number, most: number): number => {
  const last = values.length - lag;
  const stretch = Math.min(length, row);
  const apart = Math.max(stretch, Math.floor(last / most));
  let [sum, count] = [0, 0];
  for (let start = 0; start + stretch < last; start += apart)
    for (let i = start; i < start + stretch; i++, count++)
      sum += Math.abs((values[i] as number) - (values[i + lag] as number));
  return sum / Math.max(1, count);
};
