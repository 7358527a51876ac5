import { planeOf, type Window } from '../picture/planes.ts';
import type { View } from './reading.ts';

/** How much the values of a border may differ, as a share of the picture's range. */
const even = 1e-3;

/**
 * The part of a picture that is left without lines and columns of one colour around it; all that was written where none
 * is, or where hardly anything would be left.
 */
export const withoutBorder = (view: View, written: Window): Window => {
  const { left, top, right, bottom } = written;
  const [x, y] = [left, top];
  const whole = { ...written };
  const isEven = (line: 'row' | 'column', at: number, like: readonly [number, number], within: Window): boolean =>
    constant(view, line, at, like, within);
  while (whole.top < bottom && isEven('row', whole.top, [x, y], whole)) whole.top++;
  if (whole.top === bottom) return written;
  const last = [x, bottom - 1] as const;
  while (whole.bottom > whole.top && isEven('row', whole.bottom - 1, last, whole)) whole.bottom--;
  while (whole.left < right && isEven('column', whole.left, [x, whole.top], whole)) whole.left++;
  const end = [right - 1, whole.top] as const;
  while (whole.right > whole.left && isEven('column', whole.right - 1, end, whole)) whole.right--;
  return whole.right - whole.left > 8 && whole.bottom - whole.top > 8 ? whole : written;
};

const constant = (
  { picture, rows }: View,
  line: 'row' | 'column',
  at: number,
  [x, y]: readonly [number, number],
  { left, top, right, bottom }: Window,
): boolean => {
  const { width, channels } = picture;
  const complete = Math.max(...rows);
  for (let c = 0; c < channels; c++) {
    if ((rows[c] as number) < complete) continue;
    const plane = planeOf(picture, c);
    const wanted = plane[y * width + x] as number;
    const tolerance = even * rangeOf(plane) + 1e-9;
    const [start, step, count] =
      line === 'row' ? [at * width + left, 1, right - left] : [top * width + at, width, bottom - top];
    for (let i = 0, from = start; i < count; i++, from += step)
      if (Math.abs((plane[from] as number) - wanted) > tolerance) return false;
  }
  return true;
};

const ranges = new WeakMap<ArrayBufferLike, Map<number, number>>();

/** Largest minus smallest; kept, as borders ask line by line. */
const rangeOf = (plane: Float32Array): number => {
  const known = ranges.get(plane.buffer) ?? new Map<number, number>();
  ranges.set(plane.buffer, known);
  const kept = known.get(plane.byteOffset);
  if (kept !== undefined) return kept;
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < plane.length; i++) {
    const value = plane[i] as number;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  known.set(plane.byteOffset, most - least);
  return most - least;
};
