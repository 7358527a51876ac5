import { along, arranged } from '../arranged.ts';
import type { Values } from '../cause.ts';
import type { View } from '../view.ts';
import type { Hypothesis } from './hypothesis.ts';
import { undone } from './undone.ts';

const reversed = (values: Values, view: View): Values => {
  const { sides, steps } = view;
  return arranged(values, view, {
    channel: along(sides.channel, -steps.channel, (sides.channel - 1) * steps.channel),
  });
};

/** The last channel first: BGR for RGB at an input, weights read backwards in a layer. */
export const channelsReversed: Hypothesis = {
  name: 'channels-reversed',
  moves: true,
  *tries(suspect) {
    if (suspect.view.sides.channel > 1) yield undone(suspect, reversed(suspect.values, suspect.view));
  },
  inject: (values, view) => (view.sides.channel > 1 ? [{ values: reversed(values, view) }] : []),
};
