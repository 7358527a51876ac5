import { emptyLike } from '../arranged.ts';
import type { Values } from '../cause.ts';
import type { View } from '../view.ts';
import type { Attempt, Hypothesis, Suspect } from './hypothesis.ts';
import { undone } from './undone.ts';

const shifts: readonly (readonly [rows: number, columns: number])[] = [
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
  [1, 1],
  [-1, -1],
  [1, -1],
  [-1, 1],
];

/**
 * Everything moved by one pixel, down and right where positive; what moved out is lost, and what moved in is made of
 * other things. A sketch covers the border, too, so that something is left there always.
 */
export const shifted: Hypothesis = {
  name: 'shifted',
  *tries(suspect) {
    for (const [rows, columns] of shiftsOf(suspect.view)) {
      if (suspect.late()) return;
      yield attempt(suspect, rows, columns);
    }
  },
  inject: (values, view) =>
    shiftsOf(view)
      .slice(0, 5)
      .map(([rows, columns]) => ({ values: moved(values, view, rows, columns, 'zeros'), details: { rows, columns } })),
};

const shiftsOf = ({ sides }: View) =>
  shifts.filter(([rows, columns]) => (rows === 0 || sides.row > 4) && (columns === 0 || sides.column > 4));

const attempt = (suspect: Suspect, rows: number, columns: number): Attempt => {
  const { values, view, expected } = suspect;
  const details = { rows, columns };
  const right = moved(values, view, -rows, -columns, 'edge');
  if (!expected.values) return undone(suspect, right, details);
  // Judged on what did not move out, both before and after.
  const [left, of] = insideDistances(expected.values, right, values, view, rows, columns);
  return { distance: left, of, details };
};

/** Values moved down by `rows` and right by `columns`; what moves in is 0, or repeats the edge. */
const moved = (values: Values, view: View, rows: number, columns: number, fill: 'zeros' | 'edge'): Values => {
  const { sides, steps } = view;
  const result = emptyLike(values);
  const fromRow = sourcesOf(sides.row, rows);
  const fromColumn = sourcesOf(sides.column, columns);
  eachRow(view, (start, row) => {
    const sourceRow = start + ((fromRow[row] as number) - row) * steps.row;
    const isOut = row - rows < 0 || row - rows >= sides.row;
    for (let column = 0; column < sides.column; column++) {
      const isBeside = column - columns < 0 || column - columns >= sides.column;
      if (fill === 'zeros' && (isOut || isBeside)) continue;
      result[start + column * steps.column] = values[
        sourceRow + (fromColumn[column] as number) * steps.column
      ] as number;
    }
  });
  return result;
};

/** For each place the one that it is taken from, the nearest where that is outside. */
const sourcesOf = (side: number, by: number): Int32Array =>
  Int32Array.from({ length: side }, (_, place) => Math.min(side - 1, Math.max(0, place - by)));

const insideDistances = (
  expected: Values,
  right: Values,
  values: Values,
  view: View,
  rows: number,
  columns: number,
): [number, number] => {
  const { sides, steps } = view;
  let [left, of] = [0, 0];
  // One more: what was computed beside the border read other things than before, too.
  const margin = {
    row: sides.row > 1 ? Math.abs(rows) + 1 : 0,
    column: sides.column > 1 ? Math.abs(columns) + 1 : 0,
  };
  eachRow(view, (start, row) => {
    if (row < margin.row || row >= sides.row - margin.row) return;
    for (let column = margin.column; column < sides.column - margin.column; column++) {
      const at = start + column * steps.column;
      const value = expected[at] as number;
      left += ((right[at] as number) - value) ** 2;
      of += ((values[at] as number) - value) ** 2;
    }
  });
  return [left, of];
};

const eachRow = ({ sides, steps }: View, visit: (start: number, row: number) => void): void => {
  for (let item = 0; item < sides.batch; item++)
    for (let channel = 0; channel < sides.channel; channel++)
      for (let row = 0; row < sides.row; row++)
        visit(item * steps.batch + channel * steps.channel + row * steps.row, row);
};
