import { addToSketch, sketchSize } from '../../sketch/sketch.ts';
import { eachLine, emptyLike } from '../arranged.ts';
import type { Values } from '../cause.ts';
import type { View } from '../view.ts';

/** The sketch of each channel alone, the others 0: together they are the sketch of the whole. */
export const channelSketches = (values: Values, view: View): Float64Array[] => {
  const sums = Array.from({ length: view.sides.channel }, () => new Float64Array(sketchSize));
  eachLine(view, (start, channel, count, step) =>
    addLine(sums[channel] as Float64Array, values, start, count, step, start),
  );
  return sums;
};

/** Adds the sketch of a line of values as it would lie from `at` on, all else 0. */
export const addLine = (
  sums: Float64Array,
  values: Values,
  start: number,
  count: number,
  step: number,
  at: number,
): void => {
  const from = at - (at % sketchSize);
  const length = at + (count - 1) * step + 1 - from;
  const padded = emptyLike(values, Math.ceil(length / sketchSize) * sketchSize);
  for (let i = 0, source = start, target = at - from; i < count; i++, source += step, target += step)
    padded[target] = values[source] as number;
  addToSketch(sums, padded, 'int32', from);
};
