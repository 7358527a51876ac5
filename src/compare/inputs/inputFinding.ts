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
