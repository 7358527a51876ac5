import type { LayerComparison } from '../../verdicts/comparison.ts';

/**
 * The smallest tolerance with which no layer would have failed, where they are judged by drift and one number can help:
 * the upper end of what a sketch leaves open, if that has to be below.
 */
export const passingTolerance = (layers: readonly LayerComparison[]): number | undefined => {
  const failed = layers.filter(({ status }) => status !== 'agrees');
  const needed = failed.map(({ measure, value, interval }) =>
    measure === 'drift' ? (interval?.[1] ?? value) : Number.POSITIVE_INFINITY,
  );
  const most = Math.max(0, ...needed);
  return failed.length > 0 && Number.isFinite(most) ? most : undefined;
};
