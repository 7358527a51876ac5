import type { Buffer, BufferFault } from '../buffer.ts';
import type { Declared } from '../declared.ts';

/** A lag must be this much better than the declared row's length. */
const better = 0.8;

/** Rows with room at their end (libyuv, GPU read-backs, `bytesPerRow`): the next row is best like this one at a longer lag. */
export const rowStride: BufferFault = {
  name: 'row-stride',
  early: false,
  undo: (values, declared) =>
    [declared.layout === 'NHWC', declared.layout !== 'NHWC'].flatMap((interleaved) => {
      const found = without(values, declared, interleaved && declared.channels > 1);
      return found === undefined ? [] : [found];
    }),
};

const without = (
  values: Float32Array,
  { channels, width, height }: Declared,
  interleaved: boolean,
): Buffer | undefined => {
  const row = interleaved ? width * channels : width;
  const rows = interleaved ? height : height * channels;
  const asDeclared = unlikeness(values, row, row);
  let [best, stride] = [asDeclared * better, 0];
  for (let lag = row + 1; lag <= Math.min(row * 1.5 + 8, values.length / 8); lag++) {
    const each = unlikeness(values, lag, row);
    if (each < best) [best, stride] = [each, lag];
  }
  if (stride === 0) return undefined;
  const straight = new Float32Array(values.length);
  const whole = Math.min(rows, Math.floor((values.length + stride - row) / stride));
  for (let r = 0; r < whole; r++) straight.set(values.subarray(r * stride, r * stride + row), r * row);
  const memory = { kind: 'row-stride', extra: stride - row } as const;
  return { values: straight, written: whole * row, memory, interleaved };
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
