import type { Metric } from './metric.ts';

/** The largest absolute difference, in the layer's own units; infinite where one side only is not finite. */
export const maxAbs: Metric = {
  name: 'maxAbs',
  better: 'lower',
  compute: ({ moments }) => moments.maxAbs,
};
