import { arranged } from '../arranged.ts';
import type { Values } from '../cause.ts';
import type { View } from '../view.ts';
import type { Hypothesis } from './hypothesis.ts';
import { undone } from './undone.ts';

/** Longer vectors have no flattened picture in them that is worth a search. */
const LONGEST = 1 << 20;

/** A vector as a matrix with `columns` columns, transposed. */
const transposed = (values: Values, view: View, columns: number): Values => {
  const { channel } = view.sides;
  const lines = channel / columns;
  const strides = [
    { count: columns, step: view.steps.channel },
    { count: lines, step: columns * view.steps.channel },
  ];
  return arranged(values, view, { channel: { strides } });
};

const isVector = ({ sides }: View): boolean =>
  sides.row * sides.column === 1 && sides.channel > 3 && sides.channel <= LONGEST;

const divisors = (count: number): number[] => {
  const found: number[] = [];
  for (let each = 2; each * each <= count; each++) if (count % each === 0) found.push(...new Set([each, count / each]));
  return found.filter((each) => each < count);
};

/** A picture flattened in the other layout: channels by places where places by channels were expected, or the reverse. */
export const flattenedOrder: Hypothesis = {
  name: 'flattened-order',
  moves: true,
  *tries(suspect) {
    if (!isVector(suspect.view)) return;
    const { channel } = suspect.view.sides;
    for (const columns of divisors(channel)) {
      if (suspect.late()) return;
      // The columns of what lies there are as many as the places or channels that vary fastest.
      yield undone(suspect, transposed(suspect.values, suspect.view, columns), { fastest: columns });
    }
  },
  inject: (values, view) => {
    const columns = isVector(view) ? divisors(view.sides.channel).at(-1) : undefined;
    return columns === undefined
      ? []
      : [{ values: transposed(values, view, view.sides.channel / columns), details: { fastest: columns } }];
  },
};
