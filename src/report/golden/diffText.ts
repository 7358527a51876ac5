import type { Comparison } from '../../verdicts/comparison.ts';
import { table } from '../table.ts';
import { aboutFirst, otherEvidence } from './goldenEvidence.ts';
import { goldenHeadline } from './goldenHeadline.ts';
import { goldenColumns } from './goldenMessage.ts';

/** Two goldens compared, in full: one line where everything agrees, else the verdict and a row for each layer that changed. */
export function diffText(comparison: Comparison): string {
  const { layers, first, verdict } = comparison;
  const changed = layers.filter(({ status, drift }) => status !== 'agrees' || drift > 0);
  const rows = table(goldenColumns, changed, (layer) => layer === first);
  if (verdict === 'match')
    return [goldenHeadline(comparison), ...(changed.length === 0 ? [] : ['', ...rows])].join('\n');
  return [
    goldenHeadline(comparison),
    ...aboutFirst(comparison),
    '',
    ...(changed.length === 0 ? [] : [...rows, '']),
    ...otherEvidence(comparison),
  ].join('\n');
}
