import type { Metric } from './metric.ts';
import type { Moments } from './moments.ts';

/**
 * The drift: `rms(deployed - reference) / (max(reference) - min(reference))`, the measure of ML-EXray (MLSys 2022,
 * section 3). A constant reference has no range: its rms difference is divided by `max(|reference|, 1)` instead. Equal
 * NaN and infinities agree; one that only one side has makes it infinite. Empty tensors agree.
 */
export const drift = (moments: Moments): number => {
  if (moments.nonFinite) return Number.POSITIVE_INFINITY;
  if (moments.squaredDifference === 0) return 0;
  return rms(moments) / rangeOf(moments);
};

/** Root mean square of the difference. */
export const rms = ({ squaredDifference, count, equalNonFinite }: Moments): number =>
  count === equalNonFinite ? 0 : Math.sqrt(squaredDifference / (count - equalNonFinite));

/** What {@link drift} divides by. */
export const rangeOf = ({ min, max }: Moments): number => (max > min ? max - min : Math.max(1, Math.abs(min)));

export const normalizedRmse: Metric = {
  name: 'nrmse',
  better: 'lower',
  compute: ({ moments }) => drift(moments),
};
