import type { Finding } from '../../verdicts/comparison.ts';
import { finding } from './finding.ts';
import { nonFiniteChanged } from './judgeLayer.ts';
import type { Judged } from './locate.ts';

/** What no tolerance covers, at the layers where it begins. */
export const layerFindings = (judged: readonly Judged[], sameEnvironment: boolean): Finding[] =>
  judged.flatMap(({ pair, judgement }) => {
    const { expected, now } = pair;
    const found: Finding[] = [];
    // Elsewhere other kernels have other names for the same.
    if (sameEnvironment && expected.op !== now.op && expected.op !== '' && now.op !== '')
      found.push(finding('op-other', now.id, now.op, expected.op));
    if (judgement.status !== 'diverges') return found;
    if (expected.dtype !== now.dtype) found.push(finding('layer-dtype', now.id, now.dtype, expected.dtype));
    if (expected.shape.join() !== now.shape.join())
      found.push(finding('layer-shape', now.id, [...now.shape], [...expected.shape]));
    else if (nonFiniteChanged(expected, now)) found.push(nonFinite({ pair, judgement }));
    return found;
  });

const nonFinite = ({ pair: { expected, now } }: Judged): Finding => {
  const [was, is] = [expected.statistics, now.statistics];
  const count = (s: typeof was) => s.nan + s.positiveInfinity + s.negativeInfinity;
  const isMore = count(is) >= count(was);
  const kind = (s: typeof was) => (s.nan > 0 ? Number.NaN : s.positiveInfinity > 0 ? Infinity : -Infinity);
  return finding('non-finite', now.id, isMore ? kind(is) : 'finite values', isMore ? 'a finite value' : kind(was), {
    position: isMore ? is.firstNonFinite : was.firstNonFinite,
    count: Math.abs(count(is) - count(was)),
  });
};
