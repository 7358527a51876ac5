import type { Values } from './cause.ts';
import type { AxisName, View } from './view.ts';

/** Where an axis of the result is read: from an element on, in one or several nested strides. */
export interface Reading {
  from?: number;
  strides: readonly { count: number; step: number }[];
}

/** An axis read in one stride. */
export const along = (count: number, step: number, from = 0): Reading => ({ from, strides: [{ count, step }] });

/** The values in another order: each axis is read as told, those that nothing is told of as they lie. */
export const arranged = (values: Values, view: View, readings: Partial<Record<AxisName, Reading>>): Values => {
  const counts: number[] = [];
  const steps: number[] = [];
  let base = 0;
  for (const axis of view.order) {
    const { from = 0, strides } = readings[axis] ?? along(view.sides[axis], view.steps[axis]);
    base += from;
    for (const { count, step } of strides) {
      if (count === 1) continue;
      counts.push(count);
      steps.push(step);
    }
  }
  return gathered(values, base, counts, steps);
};

const gathered = (values: Values, base: number, counts: readonly number[], steps: readonly number[]): Values => {
  const result = emptyLike(values);
  const rank = counts.length;
  const lineCount = counts[rank - 1] ?? 1;
  const lineStep = steps[rank - 1] ?? 1;
  const position = new Array<number>(rank).fill(0);
  let start = base;
  for (let target = 0; target < result.length; ) {
    for (let i = 0, at = start; i < lineCount; i++, at += lineStep) result[target++] = values[at] as number;
    for (let axis = rank - 2; axis >= 0; axis--) {
      start += steps[axis] as number;
      position[axis] = (position[axis] as number) + 1;
      if ((position[axis] as number) < (counts[axis] as number)) break;
      start -= (counts[axis] as number) * (steps[axis] as number);
      position[axis] = 0;
    }
  }
  return result;
};

/** Room for values of the same kind, as many where nothing else is said. */
export const emptyLike = (values: Values, length = values.length): Values =>
  values.BYTES_PER_ELEMENT === 8 ? new Float64Array(length) : new Float32Array(length);

/** Calls `visit` for each line of values that belong to one channel, with the element where it begins. */
export const eachLine = (
  { sides, steps }: View,
  visit: (start: number, channel: number, count: number, step: number) => void,
): void => {
  // Lines run along rows and columns at once where these lie behind one another.
  const joined = steps.row === steps.column * sides.column;
  const rows = joined ? 1 : sides.row;
  const count = joined ? sides.row * sides.column : sides.column;
  for (let item = 0; item < sides.batch; item++)
    for (let channel = 0; channel < sides.channel; channel++)
      for (let row = 0; row < rows; row++)
        visit(item * steps.batch + channel * steps.channel + row * steps.row, channel, count, steps.column);
};

/** The values with channel `c` taken from channel `from[c]`. */
export const withChannels = (values: Values, view: View, from: ArrayLike<number>): Values => {
  const result = emptyLike(values);
  eachLine(view, (start, channel, count, step) => {
    const source = start + ((from[channel] as number) - channel) * view.steps.channel;
    if (step === 1) result.set(values.subarray(source, source + count), start);
    else for (let i = 0, at = 0; i < count; i++, at += step) result[start + at] = values[source + at] as number;
  });
  return result;
};

/** Each value times its channel's scale plus its channel's offset. */
export const scaled = (values: Values, view: View, scales: ArrayLike<number>, offsets: ArrayLike<number>): Values => {
  const result = emptyLike(values);
  eachLine(view, (start, channel, count, step) => {
    const scale = scales[channel] as number;
    const offset = offsets[channel] as number;
    for (let i = 0, at = start; i < count; i++, at += step) result[at] = (values[at] as number) * scale + offset;
  });
  return result;
};
