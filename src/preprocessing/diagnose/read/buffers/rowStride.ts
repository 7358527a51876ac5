import type { BufferFault } from '../buffer.ts';
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
    const asDeclared = unlikeness(stream, row, row);
    let [best, stride] = [asDeclared * better, 0];
    for (let lag = row + 1; lag <= Math.min(row * 1.5 + 64, stream.length / 8); lag++) {
      const each = unlikeness(stream, lag, row);
      if (each < best) [best, stride] = [each, lag];
    }
    if (stride === 0) return [];
    const straight = new Float32Array(values.length);
    const whole = Math.min(height, Math.floor((stream.length + stride - row) / stride));
    for (let r = 0; r < whole; r++) straight.set(stream.subarray(r * stride, r * stride + row), r * row);
    const memory = { kind: 'row-stride', extra: stride - row } as const;
    return [{ values: straight, written: whole * row, memory, stream: true }];
  },
};

/** Mean difference of elements that lie `lag` apart, on some stretches of all over the buffer. */
const unlikeness = (values: Float32Array, lag: number, row: number): number => {
  const last = values.length - lag;
  const stretch = Math.min(48, row);
  const apart = Math.max(stretch, Math.floor(last / 96));
  let [sum, count] = [0, 0];
  for (let start = 0; start + stretch < last; start += apart)
    for (let i = start; i < start + stretch; i++, count++)
      sum += Math.abs((values[i] as number) - (values[i + lag] as number));
  return sum / Math.max(1, count);
};
