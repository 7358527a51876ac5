import { placeOf } from '../../tensor/placeOf.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Finding } from '../../verdicts/comparison.ts';
import { type InputDifference, inputFinding } from './inputFinding.ts';

type Values = ArrayLike<number | bigint | string>;

/** Token ids, masks and the like: every element must be equal, and the first that is not is named. */
export function compareIntegers(name: string, deployed: Tensor, reference: Tensor): InputDifference | undefined {
  const [one, other] = [deployed.data as Values, reference.data as Values];
  if (deployed.shape.join() !== reference.shape.join()) {
    const equal = firstDifference(one, other);
    return difference('input-shape', name, [...deployed.shape], [...reference.shape], {
      leading: equal === -1 ? Math.min(one.length, other.length) : equal,
      ...paddingOf(lastRow(one, deployed.shape), lastRow(other, reference.shape)),
    });
  }
  const at = firstDifference(one, other);
  if (at === -1) return undefined;
  let count = 0;
  for (let index = at; index < one.length; index++) if (one[index] !== other[index]) count++;
  const row = reference.shape.at(-1) ?? 1;
  const start = Math.floor(at / row) * row;
  const rows = [slice(one, start, start + row), slice(other, start, start + row)] as const;
  return difference('input-integers', name, plain(one[at]), plain(other[at]), {
    position: `[${placeOf(at, reference.shape).join(', ')}]`,
    count,
    of: one.length,
    ...paddingOf(...rows),
    ...shiftOf(...rows),
    ...maskOf(...rows),
  });
}

const difference = (
  kind: string,
  name: string,
  found: unknown,
  expected: unknown,
  evidence: Finding['evidence'],
): InputDifference => ({ finding: inputFinding(kind, name, found, expected, evidence), isNote: false });

function firstDifference(one: Values, other: Values): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) if (one[index] !== other[index]) return index;
  return -1;
}

const slice = (values: Values, from: number, to: number): Values => Array.prototype.slice.call(values, from, to);
const lastRow = (values: Values, shape: readonly number[]): Values => slice(values, 0, shape.at(-1) ?? values.length);
const plain = (value: Values[number] | undefined): unknown => (typeof value === 'bigint' ? Number(value) : value);

/** `left` or `right` where a row is the other's content, padded on the other side; nothing where padding is no reason. */
function paddingOf(one: Values, other: Values): Finding['evidence'] {
  for (const [side, pad] of [
    ['left', one[0]],
    ['right', one[one.length - 1]],
  ] as const) {
    const content = stripped(one, pad, side);
    const opposite = side === 'left' ? 'right' : 'left';
    const wanted = stripped(other, pad, opposite);
    const isPadded = content.length < one.length && wanted.length < other.length;
    if (isPadded && content.length > 0 && equal(content, wanted))
      return { padding: side, expectedPadding: opposite, pad: String(pad) };
  }
  return {};
}

function stripped(row: Values, pad: Values[number] | undefined, side: 'left' | 'right'): Values {
  let [from, to] = [0, row.length];
  if (side === 'left') while (from < to && row[from] === pad) from++;
  else while (to > from && row[to - 1] === pad) to--;
  return slice(row, from, to);
}

/** One token too many or too few at the start, as a lost or doubled start token makes it. */
function shiftOf(one: Values, other: Values): Finding['evidence'] {
  if (one.length < 3) return {};
  if (equal(slice(one, 0, one.length - 1), slice(other, 1, other.length)))
    return { shift: -1, token: String(other[0]) };
  if (equal(slice(one, 1, one.length), slice(other, 0, other.length - 1))) return { shift: 1, token: String(one[0]) };
  return {};
}

/** How many elements are set, where both rows are masks. */
function maskOf(one: Values, other: Values): Finding['evidence'] {
  const isMask = (row: Values) =>
    Array.prototype.every.call(row, (value) => Number(value) === 0 || Number(value) === 1);
  if (!isMask(one) || !isMask(other)) return {};
  const ones = (row: Values) => Array.prototype.filter.call(row, (value) => Number(value) === 1).length;
  return { set: ones(one), expectedSet: ones(other) };
}

const equal = (one: Values, other: Values): boolean =>
  one.length === other.length && firstDifference(one, other) === -1;
