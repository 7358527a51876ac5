import { sketch, sketchSize } from '../../sketch/sketch.ts';
import { eachLine, scaled } from '../arranged.ts';
import type { Values } from '../cause.ts';
import { addLine } from '../expected/channelSketches.ts';
import { leastSquares } from '../expected/leastSquares.ts';
import type { View } from '../view.ts';
import type { Attempt, Hypothesis, Suspect } from './hypothesis.ts';

/** One channel scaled and offset, the others right: one row of weights, one scale of a per-channel quantization. */
export const oneChannel: Hypothesis = {
  name: 'one-channel',
  onlyExact: true,
  *tries(suspect) {
    const { view, expected, values } = suspect;
    if (view.sides.channel < 2 || linesOf(view) < 16) return;
    const channel = expected.values ? onlyChannel(values, expected.values, view) : undefined;
    if (channel !== undefined) yield* byValues(suspect, channel);
    else if (expected.sketch) yield* bySketch(suspect, expected.sketch);
  },
  inject: (values, view) => {
    if (view.sides.channel < 2 || linesOf(view) < 16) return [];
    const channel = view.sides.channel >> 1;
    const list = (chosen: number, other: number) =>
      Array.from({ length: view.sides.channel }, (_, c) => (c === channel ? chosen : other));
    return [{ values: scaled(values, view, list(2, 1), list(0.25, 0)), details: { channel } }];
  },
};

const linesOf = ({ sides: { batch, row, column } }: View): number => batch * row * column;

/** What all other channels hold of the difference is rounding. */
const ROUNDING = 1e-4;

/** The one channel that differs. */
const onlyChannel = (values: Values, expected: Values, view: View): number | undefined => {
  const squares = new Float64Array(view.sides.channel);
  eachLine(view, (start, channel, count, step) => {
    let sum = 0;
    for (let i = 0, at = start; i < count; i++, at += step) {
      const difference = (values[at] as number) - (expected[at] as number);
      sum += difference * difference;
    }
    squares[channel] = (squares[channel] as number) + sum;
  });
  const all = squares.reduce((a, b) => a + b, 0);
  const channel = squares.findIndex((each) => all - each <= ROUNDING * all);
  return channel < 0 ? undefined : channel;
};

function* byValues({ values, view, expected }: Suspect, channel: number): Iterable<Attempt> {
  const fit = expected.fit(values, view, { scales: 'channels', offsets: 'channels' });
  const [scale, offset] = [fit?.scales[channel] ?? 0, fit?.offsets[channel] ?? 0];
  if (scale === 0) return;
  const only = (chosen: number, other: number) =>
    Array.from({ length: view.sides.channel }, (_, c) => (c === channel ? chosen : other));
  const distance = expected.distance(scaled(values, view, only(scale, 1), only(offset, 0)));
  yield { distance, details: { channel, factor: 1 / scale, offset: -offset / scale } };
}

/** Each channel in turn: what its sketch and that of its ones leave of the difference. */
function* bySketch({ values, view, late }: Suspect, target: Float64Array): Iterable<Attempt> {
  const whole = sketch(values);
  const difference = target.map((sum, i) => sum - (whole[i] as number));
  const ones = values.map(() => 1);
  const columns = Array.from({ length: view.sides.channel }, () => [0, 0].map(() => new Float64Array(sketchSize)));
  eachLine(view, (start, channel, count, step) => {
    const [own, one] = columns[channel] as [Float64Array, Float64Array];
    addLine(own, values, start, count, step, start);
    addLine(one, ones, start, count, step, start);
  });
  let best: Attempt | undefined;
  for (const [channel, each] of columns.entries()) {
    if (late()) return;
    const { coefficients, rest } = leastSquares(each, difference);
    const distance = rest.reduce((sum, value) => sum + value * value, 0) / sketchSize;
    const scale = 1 + (coefficients[0] as number);
    if (scale === 0 || (best && best.distance <= distance)) continue;
    best = { distance, details: { channel, factor: 1 / scale, offset: -(coefficients[1] as number) / scale } };
  }
  if (best) yield best;
}
