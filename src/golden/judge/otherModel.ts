import type { Comparison, Finding, GoldenContext, LayerComparison } from '../../verdicts/comparison.ts';
import type { Golden } from '../golden.ts';
import { finding } from './finding.ts';
import { driftToReference } from './judgeLayer.ts';
import type { JudgeContext, LayerPair } from './judgement.ts';
import { profileTolerance } from './rowFor.ts';

/** Another model file than the golden's; `folded` where no layer that computes anything stayed as it was. */
export const otherModel = (
  expected: Golden,
  now: Golden,
  layers: readonly LayerComparison[],
): Pick<GoldenContext, 'otherModel'> => {
  const [was, is] = [expected.model.sha256, now.model.sha256];
  if (was === undefined || is === undefined || was === is) return {};
  const computed = layers.filter(({ judgedBy }) => judgedBy !== 'equality');
  const folded = computed.length === 0 || computed.every(({ status }) => status !== 'agrees');
  return { otherModel: { was, is, folded } };
};

/** How far the quantized layers are from the float reference, on both sides. */
export const toReference = (pairs: readonly LayerPair[], context: JudgeContext): Pick<GoldenContext, 'toReference'> => {
  const measured = pairs.flatMap(({ expected, now }) => {
    const is = comparable(expected, now) ? driftToReference(expected, now) : undefined;
    const was = expected.profile?.drift;
    if (is === undefined || was === undefined) return [];
    return [{ was, is, isWorse: is > profileTolerance(expected, was, context) }];
  });
  if (measured.length === 0) return {};
  return {
    toReference: {
      was: Math.max(...measured.map(({ was }) => was)),
      is: Math.max(...measured.map(({ is }) => is)),
      worse: measured.filter(({ isWorse }) => isWorse).length,
      layers: measured.length,
    },
  };
};

const comparable = (a: LayerPair['expected'], b: LayerPair['now']): boolean =>
  a.statistics.count === b.statistics.count;

/**
 * A model that was quantized again computes other values everywhere; where none of its layers is further from the float
 * reference than was accepted, it changed and is not worse.
 */
export const notWorse = ({ golden, verdict }: Comparison): Finding[] => {
  const { otherModel, toReference } = golden ?? {};
  if (verdict !== 'mismatch' || !otherModel || !toReference || toReference.worse > 0) return [];
  const { was, is, layers } = toReference;
  return [finding('not-worse', '', is, was, { layers })];
};
