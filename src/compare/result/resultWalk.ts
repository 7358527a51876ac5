import type { Finding } from '../../verdicts/comparison.ts';
import type { Plain } from './plainResult.ts';
import type { ResultLimits } from './resultOptions.ts';

/** What two results have to say about each other, as plain data. */
export interface ResultComparison {
  verdict: 'match' | 'mismatch';
  /** What differs, in the order of the reference. */
  findings: Finding[];
  /** What differs and is no fault: ties, entries at the threshold. */
  notes: Finding[];
  /** Values that were compared. */
  compared: number;
}

/** Where differences are written while two results are walked. */
export interface ResultWalk extends ResultComparison {
  limits: ResultLimits;
  /** Compares two values of any kind. */
  values(where: string, deployed: Plain | undefined, reference: Plain | undefined): void;
  differs(kind: string, where: string, found: unknown, expected: unknown, evidence?: Finding['evidence']): void;
  note(kind: string, where: string, found: unknown, expected: unknown, evidence?: Finding['evidence']): void;
}

/** False for NaN and infinities on one side. */
export const isClose = (deployed: number, reference: number, tolerance: number): boolean =>
  Number.isFinite(reference) && Math.abs(deployed - reference) <= tolerance * Math.max(1, Math.abs(reference));

/** One more value was looked at: a comparison of nothing is no match. */
export const count = (walk: ResultWalk): void => {
  walk.compared++;
};
