import { arranged } from '../arranged.ts';
import type { Values } from '../cause.ts';
import type { View } from '../view.ts';
import type { Hypothesis } from './hypothesis.ts';
import { undone } from './undone.ts';

/** `groups` runs of neighbouring channels dealt out one by one, as a ShuffleNet's shuffle does. */
const dealt = (values: Values, view: View, groups: number): Values => {
  const { channel } = view.sides;
  const each = channel / groups;
  const step = view.steps.channel;
  const strides = [
    { count: each, step },
    { count: groups, step: each * step },
  ];
  return arranged(values, view, { channel: { strides } });
};

/** Each count is tried with its counterpart, which undoes it: a shuffle by 2 of 8 is undone by one by 4. */
const groupsOf = ({ sides: { channel, row, column } }: View): number[] => {
  if (row * column === 1 && channel > 64) return [];
  const small = [2, 3, 4, 8].flatMap((groups) => [groups, channel / groups]);
  return [...new Set(small)].filter(
    (groups) => groups > 1 && groups < channel && Number.isInteger(groups) && channel % groups === 0,
  );
};

/** Channels shuffled in groups. */
export const channelsShuffled: Hypothesis = {
  name: 'channels-shuffled',
  moves: true,
  *tries(suspect) {
    const { view, values } = suspect;
    for (const groups of groupsOf(view))
      yield undone(suspect, dealt(values, view, view.sides.channel / groups), { groups });
  },
  inject: (values, view) =>
    groupsOf(view)
      .slice(0, 2)
      .map((groups) => ({ values: dealt(values, view, groups), details: { groups } })),
};
