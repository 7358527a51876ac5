import { rows } from '../../verdicts/tolerances.ts';
import { judgeDrift } from './judgeDrift.ts';
import { against, type JudgeContext, type Judgement } from './judgement.ts';
import { judgeOwn } from './judgeOwn.ts';
import type { MergedLayer } from './merged.ts';

/** One layer by itself: faults that no tolerance covers, then equality, then own error where there is one, else drift. */
export const judgeLayer = (layer: MergedLayer, context: JudgeContext): Judgement => {
  const { own, disputed, otherShape, pair } = layer;
  if (otherShape && !own) return fault('equality', layer.count);
  const exact = own ? own.differing : layer.differing;
  if (exact !== undefined) {
    const judged = against(rows.equality, exact, 0, 'equality');
    return judged.status === 'diverges' && layer.tie && !own ? { ...judged, status: 'agrees' } : judged;
  }
  if (own?.nonFinite) return fault('own', Number.POSITIVE_INFINITY, 'own');
  if (!own && layer.nonFinite)
    return { ...judgeDrift(layer, context), value: Number.POSITIVE_INFINITY, status: 'diverges' };
  const judged = own && !pair.constant ? judgeOwn(layer, own, context) : judgeDrift(layer, context);
  return disputed ? { ...judged, status: 'diverges' } : judged;
};

const fault = (
  judgedBy: Judgement['judgedBy'],
  value: number,
  measure: Judgement['measure'] = 'difference',
): Judgement => ({
  status: 'diverges',
  judgedBy,
  value,
  measure,
  tolerance: 0,
  row: rows.equality.name,
});
