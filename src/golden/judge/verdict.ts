import type { Comparison, Verdict } from '../../verdicts/comparison.ts';

/** Findings that are faults without any tolerance. */
const DECISIVE = /^(non-finite|layer-shape|layer-dtype|layers-(added|removed)|input-(?!rounding))/;

/** Only `match` passes. Nothing compared is undecided, never a match. */
export const verdictOf = ({ layers, findings, unpaired }: Omit<Comparison, 'verdict'>): Verdict => {
  const statuses = new Set(layers.map(({ status }) => status));
  if (statuses.has('diverges') || findings.some(({ kind }) => DECISIVE.test(kind))) return 'mismatch';
  if (layers.length === 0) return 'undecided';
  if (statuses.has('inherits')) return findings.some(({ kind }) => kind === 'selection-tie') ? 'undecided' : 'mismatch';
  return statuses.has('undecided') || unpaired.some(({ expected }) => !expected) ? 'undecided' : 'match';
};
