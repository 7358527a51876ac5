import { ExrayError } from '../../errors.ts';
import type { Metric } from './metric.ts';

/**
 * A metric of one's own, to be shown beside those of the rack: `compareTraces(a, b, { metrics: [defineMetric({...})] })`.
 * `compute` gets both sides as numbers in the same order (quantized values dequantized, layouts reconciled), their shape
 * and the moments of one pass; it is called once a layer.
 *
 * @throws ExrayError `bad-metric` where a part is missing.
 */
export const defineMetric = (metric: Metric): Metric => {
  const { name, better, compute } = metric;
  if (typeof name !== 'string' || name === '') throw bad('it has no name', 'Give it a name: the title of its column');
  if (better !== 'lower' && better !== 'higher')
    throw bad(`\`better\` of ${name} is ${JSON.stringify(better)}`, "Say which values are better: 'lower' or 'higher'");
  if (typeof compute !== 'function')
    throw bad(
      `\`compute\` of ${name} is no function`,
      'Give compute({ deployed, reference, shape, moments }) => number',
    );
  return { name, better, compute };
};

const bad = (why: string, fix: string): ExrayError =>
  new ExrayError('bad-metric', { what: 'defineMetric: the metric cannot be used', why, fix });
