import type { BufferFault } from '../buffer.ts';
import type { Declared } from '../declared.ts';

/** A picture without the jumps is this much smoother. */
const smoother = 0.8;

/**
 * `new Int8Array(bytes)`: levels of 128 and more have become negative, before any value map. What lies in the lower half
 * of a channel's range is put on top of the upper half again.
 */
export const wrappedInt8: BufferFault = {
  name: 'wrapped-int8',
  early: true,
  undo: (values, declared) => {
    const unwrapped = values.slice();
    for (let c = 0; c < declared.channels; c++) unwrap(unwrapped, declared, c);
    return variation(unwrapped, declared) < smoother * variation(values, declared)
      ? [{ values: unwrapped, written: values.length, memory: { kind: 'wrapped-int8' } }]
      : [];
  },
};

const unwrap = (values: Float32Array, { layout, channels, width, height }: Declared, channel: number): void => {
  const count = width * height;
  const [start, step] = layout === 'NCHW' ? [channel * count, 1] : [channel, channels];
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0, at = start; i < count; i++, at += step) {
    const value = values[at] as number;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const [middle, whole] = [(least + most) / 2, ((most - least) * 256) / 255];
  for (let i = 0, at = start; i < count; i++, at += step)
    if ((values[at] as number) < middle) (values[at] as number) += whole;
};

/** Mean difference of neighbours in a row, whichever way the picture lies. */
const variation = (values: Float32Array, { channels }: Declared): number => {
  const sum = (apart: number): number => {
    let total = 0;
    for (let i = apart; i < values.length; i++)
      total += Math.abs((values[i] as number) - (values[i - apart] as number));
    return total / (values.length - apart);
  };
  return Math.min(sum(1), sum(channels));
};
