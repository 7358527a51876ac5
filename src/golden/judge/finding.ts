import type { Finding } from '../../verdicts/comparison.ts';

/** A finding that a golden is sure of. */
export const finding = (
  kind: string,
  where: string,
  found: unknown,
  expected: unknown,
  evidence: Finding['evidence'] = {},
): Finding => ({ kind, where, found, expected, evidence, confidence: 1 });
