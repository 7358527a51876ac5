import { along, arranged } from '../arranged.ts';
import type { Values } from '../cause.ts';
import type { View } from '../view.ts';
import type { Hypothesis } from './hypothesis.ts';
import { undone } from './undone.ts';

type Turn = 90 | 180 | 270;

/** Turned clockwise; quarter turns only where the picture is square. */
const turned = (values: Values, view: View, degrees: Turn): Values => {
  const { row: height, column: width } = view.sides;
  const { row, column } = view.steps;
  const downFrom = (height - 1) * row;
  const rightFrom = (width - 1) * column;
  if (degrees === 180)
    return arranged(values, view, { row: along(height, -row, downFrom), column: along(width, -column, rightFrom) });
  return degrees === 90
    ? arranged(values, view, { row: along(height, column), column: along(width, -row, downFrom) })
    : arranged(values, view, { row: along(height, -column, rightFrom), column: along(width, row) });
};

const turnsOf = ({ sides: { row, column } }: View): Turn[] =>
  row < 2 || column < 2 ? [] : row === column ? [90, 180, 270] : [180];

/** A picture turned, as one whose orientation tag was not read. */
export const rotated: Hypothesis = {
  name: 'rotated',
  moves: true,
  *tries(suspect) {
    for (const degrees of turnsOf(suspect.view))
      yield undone(suspect, turned(suspect.values, suspect.view, (360 - degrees) as Turn), { degrees });
  },
  inject: (values, view) =>
    turnsOf(view).map((degrees) => ({ values: turned(values, view, degrees), details: { degrees } })),
};
