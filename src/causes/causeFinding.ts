import type { Finding } from '../verdicts/comparison.ts';
import type { Cause } from './cause.ts';

/**
 * A cause as evidence: its kind is `cause/` and the hypothesis. `certainty` says whether nothing is left of the
 * difference once the fault is undone (`exact`), or the layer only looks like it (`likely`).
 */
export const causeFinding = (of: 'layer' | 'input', where: string, cause: Cause): Finding => {
  const { name, exact, left, next, details } = cause;
  return {
    kind: `cause/${name}`,
    where,
    found: name,
    expected: null,
    evidence: { ...details, of, certainty: exact ? 'exact' : 'likely', left, next },
    confidence: exact ? 1 : 1 - left,
  };
};
