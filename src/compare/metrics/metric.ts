import type { Moments } from './moments.ts';

/** Values of one layer on both sides, in the same order and in real numbers. */
export interface MetricInput {
  deployed: ArrayLike<number>;
  reference: ArrayLike<number>;
  /** Both sides' shape after layouts were reconciled. */
  shape: readonly number[];
  /** What one pass over both already knows. */
  moments: Moments;
}

/** A measure of how two tensors differ: one file of the rack. */
export interface Metric {
  /** Key in `LayerComparison.metrics` and title of its column. */
  name: string;
  /** `lower`: 0 is equal. `higher`: the larger the closer (cosine, SQNR). */
  better: 'lower' | 'higher';
  compute(input: MetricInput): number;
}
