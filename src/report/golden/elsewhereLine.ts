import { counted, listed } from '../digits.ts';

/** What differed between where goldens were made and here. */
export type Change = { what: string; was: string; is: string };

/** One line for the log of a run: how many goldens of a test file were judged loosely, and why. */
export function elsewhereLine(loose: number, all: number, changes: readonly Change[]): string {
  const unique = [...new Set(changes.map(({ what, was, is }) => `${what} ${was} -> ${is}`))];
  return `${loose} of ${counted(all, 'golden')} in this test file ${loose === 1 ? 'was' : 'were'} made elsewhere (${listed(unique)}) and judged with wider tolerances; to record them here: npx exray golden refresh`;
}
