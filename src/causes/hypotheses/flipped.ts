import { along, arranged } from '../arranged.ts';
import type { Values } from '../cause.ts';
import type { View } from '../view.ts';
import type { Hypothesis } from './hypothesis.ts';
import { undone } from './undone.ts';

const inMirror = (values: Values, view: View, axis: 'row' | 'column'): Values => {
  const [side, step] = [view.sides[axis], view.steps[axis]];
  return arranged(values, view, { [axis]: along(side, -step, (side - 1) * step) });
};

const axes = [
  ['column', 'left-right'],
  ['row', 'up-down'],
] as const;

/** A picture in a mirror, or upside down. */
export const flipped: Hypothesis = {
  name: 'flipped',
  moves: true,
  *tries(suspect) {
    for (const [axis, direction] of axes)
      if (suspect.view.sides[axis] > 1)
        yield undone(suspect, inMirror(suspect.values, suspect.view, axis), { direction });
  },
  inject: (values, view) =>
    axes
      .filter(([axis]) => view.sides[axis] > 1)
      .map(([axis, direction]) => ({ values: inMirror(values, view, axis), details: { direction } })),
};
