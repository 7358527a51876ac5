import type { Finding } from '../../verdicts/comparison.ts';

/** What comparing one input gives: a difference, a difference that is no fault, or nothing. */
export interface InputDifference {
  finding: Finding;
  isNote: boolean;
}

export const inputFinding = (
  kind: string,
  where: string,
  found: unknown,
  expected: unknown,
  evidence: Finding['evidence'] = {},
): Finding => ({ kind, where, found, expected, evidence, confidence: 1 });

/** The place of an element as its index along each axis. */
export function placeOf(index: number, shape: readonly number[]): number[] {
  let rest = index;
  return [...shape]
    .reverse()
    .map((side) => {
      const at = rest % side;
      rest = Math.floor(rest / side);
      return at;
    })
    .reverse();
}
