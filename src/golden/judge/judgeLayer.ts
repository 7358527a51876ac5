import { meanShare, rows, toleranceOf } from '../../verdicts/tolerances.ts';
import type { GoldenLayer } from '../golden.ts';
import { sketchSums } from '../sums.ts';
import { type Estimate, estimateDrift, hasOneGrid, rangeOf, realMean, realSketch } from './estimate.ts';
import type { JudgeContext, Judgement, LayerPair } from './judgement.ts';
import { isQuantized, profileTolerance, rowFor } from './rowFor.ts';
import { sameGrid } from './sameGrid.ts';

/** One layer by itself: what no tolerance covers, equal bytes, equality where numbers mean no sizes, then drift. */
export const judgeLayer = ({ expected, now }: LayerPair, context: JudgeContext): Judgement => {
  if (expected.dtype !== now.dtype || expected.shape.join() !== now.shape.join()) return fault(1);
  const isSame = expected.hash === now.hash;
  if (isSame && sameGrid(expected, now)) return unchanged(expected, context);
  if (isExact(expected, context)) return fault(isSame ? 0 : 1);
  const drift = sketchedDrift(expected, now);
  if (nonFiniteChanged(expected, now)) return { ...fault(Number.POSITIVE_INFINITY), measure: 'drift' };
  const own = againstOwn(expected, drift, context);
  // Another grid for each channel: the stored values' sketches are no sketches of one real tensor.
  if (!hasOneGrid(expected) && !sameGrid(expected, now)) return { ...own, status: 'undecided' };
  if (
    context.sameEnvironment ||
    context.otherSaturation ||
    (own.status === 'agrees' && own.row === rows.goldenInput.name)
  )
    return own;
  return againstProfile(expected, now, drift.drift, context) ?? own;
};

/** How far a layer moved, whatever judges it. */
export const sketchedDrift = (expected: GoldenLayer, now: GoldenLayer): Estimate =>
  estimateDrift(realSketch(expected), realSketch(now));

/** Counts of values that are not finite, and where the first one is. */
export const nonFiniteChanged = ({ statistics: a }: GoldenLayer, { statistics: b }: GoldenLayer): boolean =>
  a.nan !== b.nan ||
  a.positiveInfinity !== b.positiveInfinity ||
  a.negativeInfinity !== b.negativeInfinity ||
  a.firstNonFinite !== b.firstNonFinite;

/** Token ids, masks, indices, strings: nothing between equal and wrong. Dynamically quantized values move by a level. */
const isExact = (layer: GoldenLayer, { quantization }: JudgeContext): boolean =>
  layer.dtype === 'string' ||
  layer.dtype === 'bool' ||
  (/int/.test(layer.dtype) &&
    layer.quantization === undefined &&
    !(quantization === 'dynamic' && /Quantize|Integer/.test(layer.op)));

const fault = (value: number): Judgement => ({
  status: value === 0 ? 'agrees' : 'diverges',
  judgedBy: 'equality',
  value,
  measure: 'difference',
  tolerance: 0,
  row: rows.equality.name,
  drift: value === 0 ? 0 : Number.NaN,
});

const unchanged = (layer: GoldenLayer, context: JudgeContext): Judgement => {
  if (isExact(layer, context)) return fault(0);
  const { row, tolerance } = rowFor(layer, context);
  return { status: 'agrees', judgedBy: 'sketch', value: 0, measure: 'drift', tolerance, row: row.name, drift: 0 };
};

const againstOwn = (layer: GoldenLayer, { drift, interval, floor }: Estimate, context: JudgeContext): Judgement => {
  const { row, tolerance, byInterval } = rowFor(layer, context);
  const [low, high] = interval;
  const belowResolution = drift <= 2 * floor;
  const isOver = byInterval ? low - floor > tolerance : drift > tolerance;
  const isWithin = belowResolution || (byInterval ? high + floor <= tolerance : drift <= tolerance);
  return {
    status: isOver ? 'diverges' : isWithin ? 'agrees' : 'undecided',
    judgedBy: 'sketch',
    value: drift,
    measure: 'drift',
    tolerance,
    row: row.name,
    drift,
    ...(byInterval && { interval }),
    ...(belowResolution && { belowResolution }),
  };
};

/**
 * Elsewhere a quantized model computes other integers with nothing wrong, but it is not further from its float reference
 * than it was. A wrong zero point moves all values by a step, which hides in that distance and shows in the mean.
 */
const againstProfile = (
  expected: GoldenLayer,
  now: GoldenLayer,
  drift: number,
  context: JudgeContext,
): Judgement | undefined => {
  const toReference = driftToReference(expected, now);
  if (toReference === undefined || !expected.profile || !isQuantized(expected, context)) return undefined;
  const tolerance = profileTolerance(expected, expected.profile.drift, context);
  const judged = { judgedBy: 'sketch', drift } as const;
  const byDrift = { value: toReference, measure: 'drift', tolerance, row: rows.goldenProfile.name } as const;
  if (toReference > tolerance) return { status: 'diverges', ...judged, ...byDrift };
  const { min, max } = expected.profile;
  const moved = Math.abs(realMean(now) - realMean(expected)) / rangeOf(min, max);
  const { tolerance: least } = rows.goldenMean;
  const most = toleranceOf({ ...rows.goldenMean, tolerance: least + meanShare * drift }, [], context.tolerance);
  return moved > most
    ? { status: 'diverges', ...judged, value: moved, measure: 'mean', tolerance: most, row: rows.goldenMean.name }
    : { status: 'agrees', ...judged, ...byDrift };
};

/** How far a layer is from the float reference's, where the golden holds that one's sketch. */
export const driftToReference = ({ profile }: GoldenLayer, now: GoldenLayer): number | undefined => {
  if (!profile || !hasOneGrid(now)) return undefined;
  const { min, max } = profile;
  const reference = { sums: sketchSums(profile), min, max, count: now.statistics.count, rms: 0, exact: false };
  return estimateDrift(reference, realSketch(now)).drift;
};
