import type { Metric } from './metric.ts';

/** Signal to quantization noise, `20 log10(|reference| / |deployed - reference|)` in dB; infinite where both are equal. */
export const sqnr: Metric = {
  name: 'sqnr',
  better: 'higher',
  compute: ({ moments: { referenceSquares, squaredDifference, nonFinite } }) => {
    if (nonFinite) return Number.NEGATIVE_INFINITY;
    return squaredDifference === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(referenceSquares / squaredDifference);
  },
};
