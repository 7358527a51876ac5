import type { Tensor } from '../../tensor/tensor.ts';
import type { Finding } from '../../verdicts/comparison.ts';
import type { CompareOptions } from '../compareOptions.ts';
import { compareIntegers } from './compareIntegers.ts';
import { compareNumbers } from './compareNumbers.ts';
import { type InputDifference, inputFinding } from './inputFinding.ts';

/** What the inputs of two inferences have to say about each other, as plain data. */
export interface InputComparison {
  verdict: 'match' | 'mismatch';
  /** What differs, in the order of the reference. */
  findings: Finding[];
  /** Differences that are none: an image resized or decoded by another library. */
  notes: Finding[];
  /** Inputs that were compared. */
  compared: number;
}

/**
 * Compares what a model was fed with what the reference was fed: names, order, dtypes, shapes and values. Token ids,
 * masks and other integers must be equal; numbers agree within rounding; images also within what another library's
 * resizing and decoding makes of the same picture, which is a note.
 *
 * @param tolerance `{ 'input/<name>': drift }`, or `{ inputs: drift }` for all that are not compared exactly; a single
 *   number is that of layers
 */
export function compareInputs(
  deployed: Readonly<Record<string, Tensor>>,
  reference: Readonly<Record<string, Tensor>>,
  tolerance?: CompareOptions['tolerance'],
): InputComparison {
  const findings: Finding[] = [];
  const notes: Finding[] = [];
  const { pairs, missing, extra } = paired(deployed, reference);
  for (const name of missing)
    findings.push(inputFinding('input-missing', name, undefined, described(reference[name] as Tensor)));
  for (const name of extra)
    findings.push(inputFinding('input-extra', name, described(deployed[name] as Tensor), undefined));
  const swapped = swappedNames(deployed, reference);
  if (swapped !== undefined) findings.push(inputFinding('input-order', swapped[0], swapped[1], swapped[0]));
  for (const [name, one, other] of pairs) {
    if (swapped?.includes(name)) continue;
    const limit = typeof tolerance === 'object' ? (tolerance[`input/${name}`] ?? tolerance.inputs) : undefined;
    const difference = compareInput(name, one, other, limit);
    if (difference !== undefined) (difference.isNote ? notes : findings).push(difference.finding);
  }
  const verdict = findings.length === 0 && pairs.length > 0 ? 'match' : 'mismatch';
  return { verdict, findings, notes, compared: pairs.length };
}

/** True for token ids, masks and the like: no tolerance applies to them. */
export const isExactInput = ({ dtype, shape }: Tensor): boolean =>
  /^(u?int(4|16|32|64)|bool|string)$/.test(dtype) || (/int/.test(dtype) && !isImage(shape));

function compareInput(name: string, deployed: Tensor, reference: Tensor, limit?: number): InputDifference | undefined {
  if (deployed.dtype !== reference.dtype)
    return { finding: inputFinding('input-dtype', name, deployed.dtype, reference.dtype), isNote: false };
  return isExactInput(reference)
    ? compareIntegers(name, deployed, reference)
    : compareNumbers(name, deployed, reference, isImage(reference.shape), limit);
}

/** Four sides, channels where images have them. */
const isImage = (shape: readonly number[]): boolean =>
  shape.length === 4 && [shape[1], shape[3]].some((channels) => channels === 1 || channels === 3 || channels === 4);

/** Equal names; a single input on each side is the same input whatever its name. */
function paired(deployed: Readonly<Record<string, Tensor>>, reference: Readonly<Record<string, Tensor>>) {
  const missing = Object.keys(reference).filter((name) => !Object.hasOwn(deployed, name));
  const extra = Object.keys(deployed).filter((name) => !Object.hasOwn(reference, name));
  const pairs = Object.keys(reference)
    .filter((name) => Object.hasOwn(deployed, name))
    .map((name): [string, Tensor, Tensor] => [name, deployed[name] as Tensor, reference[name] as Tensor]);
  const [wanted, given] = [missing[0], extra[0]];
  if (wanted === undefined || given === undefined || missing.length > 1 || extra.length > 1)
    return { pairs, missing, extra };
  pairs.push([given, deployed[given] as Tensor, reference[wanted] as Tensor]);
  return { pairs, missing: [], extra: [] };
}

/** Two inputs of which each holds the other's values: given in the wrong order. */
function swappedNames(
  deployed: Readonly<Record<string, Tensor>>,
  reference: Readonly<Record<string, Tensor>>,
): [string, string] | undefined {
  const names = Object.keys(reference).filter((name) => Object.hasOwn(deployed, name));
  const equal = (one: string, other: string) => compareInput(one, deployed[one] as Tensor, reference[other] as Tensor);
  for (const [index, one] of names.entries())
    for (const other of names.slice(index + 1))
      if (equal(one, one) && equal(other, other) && !equal(one, other) && !equal(other, one)) return [one, other];
  return undefined;
}

const described = ({ dtype, shape }: Tensor): string => `${dtype}[${shape.join(', ')}]`;
