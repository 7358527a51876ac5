import { along, arranged } from '../arranged.ts';
import type { Values } from '../cause.ts';
import type { View } from '../view.ts';
import type { Hypothesis } from './hypothesis.ts';
import { undone } from './undone.ts';

/** Memory whose lines are columns, read as if they were rows; what `lines` long lines make of it. */
const transposed = (values: Values, view: View, line: number): Values => {
  const { sides, steps } = view;
  return arranged(values, view, {
    row: along(sides.row, steps.column),
    column: along(sides.column, steps.column * line),
  });
};

const isPicture = ({ sides }: View): boolean => sides.row > 1 && sides.column > 1;

/** Rows for columns: each channel transposed. */
export const heightWidthSwapped: Hypothesis = {
  name: 'height-width-swapped',
  moves: true,
  *tries(suspect) {
    if (isPicture(suspect.view))
      yield undone(suspect, transposed(suspect.values, suspect.view, suspect.view.sides.row));
  },
  inject: (values, view) => {
    if (!isPicture(view)) return [];
    // The memory of the transposed picture: its lines are the healthy one's columns.
    const { row, column } = view.sides;
    const swapped = { ...view, sides: { ...view.sides, row: column, column: row } };
    return [{ values: transposed(values, swapped, column) }];
  },
};
