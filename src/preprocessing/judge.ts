import type { Diagnosis, Difference, Step } from './diagnose/diagnosis.ts';
import type { Level } from './levels.ts';

/** What else a user should know of a judgement: codes and data, worded in report/. */
export type JudgeNote =
  /** Another library's kernel of the same family. */
  | { kind: 'twin'; difference: Difference }
  /** A difference that the user allows, and why. */
  | { kind: 'allowed'; difference: Difference; reason: string }
  /** A step was allowed to differ, and does not. */
  | { kind: 'allow-unused'; step: Step; reason: string }
  /** This image says nothing about a step. */
  | { kind: 'not-identifiable'; step: Step; why: Diagnosis['notIdentifiable'][number]['why'] };

export interface JudgeOptions {
  /** `library` where it is left out. */
  level?: Level;
  /** Steps that may differ, each with its reason. */
  allow?: Readonly<Record<string, string>>;
  /** When to stop searching, in `performance.now()` milliseconds; 3 s from now where it is left out. */
  deadline?: number;
}

/** What is said of a fed tensor. */
export interface Judged {
  verdict: 'match' | 'mismatch' | 'undecided';
  /** The strictest level that it keeps, judged with what is allowed. */
  level?: Level;
  notes: JudgeNote[];
  diagnosis: Diagnosis;
}
