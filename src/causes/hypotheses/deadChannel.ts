import { eachLine, withChannels } from '../arranged.ts';
import type { Values } from '../cause.ts';
import { squaredDistance } from '../expected/expectedValues.ts';
import type { View } from '../view.ts';
import type { Hypothesis } from './hypothesis.ts';

/** Channels that hold one number everywhere, where the expected ones do not: what they held shows in no sketch. */
export const deadChannel: Hypothesis = {
  name: 'dead-channels',
  needsValues: true,
  *tries({ values, expected, view }) {
    if (!expected.values) return;
    const [constants, healthy] = [constantsOf(values, view), constantsOf(expected.values, view)];
    const dead = constants.flatMap((value, c) => (value !== undefined && healthy[c] === undefined ? [c] : []));
    if (dead.length === 0) return;
    const there = withConstants(expected.values, view, (c) => (dead.includes(c) ? constants[c] : undefined));
    yield {
      distance: squaredDistance(there, values),
      details: { count: dead.length, channel: dead[0] as number, value: constants[dead[0] as number] as number },
    };
  },
  inject: (values, view) => {
    const channel = view.sides.channel >> 1;
    const { batch, row, column } = view.sides;
    const isOpen = view.sides.channel > 1 && batch * row * column > 1;
    return isOpen && constantsOf(values, view)[channel] === undefined
      ? [{ values: withConstants(values, view, (c) => (c === channel ? 0 : undefined)) }]
      : [];
  },
};

/** Each channel's value where it is the same everywhere, and there is more than one place. */
const constantsOf = (values: Values, view: View): (number | undefined)[] => {
  const found: (number | undefined)[] = new Array(view.sides.channel).fill(undefined);
  const varies = new Set<number>();
  const { batch, row, column } = view.sides;
  if (batch * row * column < 2) return found;
  eachLine(view, (start, channel, count, step) => {
    if (varies.has(channel)) return;
    const first = found[channel] ?? (values[start] as number);
    found[channel] = first;
    for (let i = 0, at = start; i < count; i++, at += step)
      if (values[at] !== first) {
        varies.add(channel);
        return;
      }
  });
  return found.map((value, channel) => (varies.has(channel) ? undefined : value));
};

const withConstants = (values: Values, view: View, constant: (channel: number) => number | undefined): Values => {
  const result = withChannels(
    values,
    view,
    Array.from({ length: view.sides.channel }, (_, c) => c),
  );
  eachLine(view, (start, channel, count, step) => {
    const value = constant(channel);
    if (value === undefined) return;
    for (let i = 0, at = start; i < count; i++, at += step) result[at] = value;
  });
  return result;
};
