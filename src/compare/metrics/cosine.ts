import type { Metric } from './metric.ts';

/** Cosine of the angle between both tensors: 1 is the same direction. Blind to a pure scale. NaN where one side is zero. */
export const cosine: Metric = {
  name: 'cosine',
  better: 'higher',
  compute: ({ moments: { dot, deployedSquares, referenceSquares, squaredDifference, nonFinite } }) => {
    if (nonFinite) return Number.NaN;
    if (squaredDifference === 0) return 1;
    return dot / Math.sqrt(deployedSquares * referenceSquares);
  },
};
