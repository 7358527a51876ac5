import type { Comparison, Verdict } from '../../verdicts/comparison.ts';

/** Findings that are faults without any tolerance. */
const DECISIVE = /^(other-model|grid-disputed|non-finite|layer-shape|input-(?!library|layout))/;

/**
 * Only `match` passes: nothing diverges, every output is paired, and so is every layer with weights, or the reason why
 * not is known. Nothing compared is undecided, never a match.
 */
export const verdictOf = (
  { layers, findings, unpaired }: Omit<Comparison, 'verdict'>,
  outputs: readonly { id: string; isPaired: boolean }[],
): Verdict => {
  const statuses = new Set(layers.map(({ status }) => status));
  if (statuses.has('diverges') || findings.some(({ kind }) => DECISIVE.test(kind))) return 'mismatch';
  if (layers.length === 0) return 'undecided';
  if (statuses.has('inherits')) return findings.some(({ kind }) => kind === 'selection-tie') ? 'undecided' : 'mismatch';
  if (statuses.has('undecided')) return 'undecided';
  if (outputs.some(({ isPaired }) => !isPaired) || unpaired.some(({ expected }) => !expected)) return 'undecided';
  return 'match';
};
