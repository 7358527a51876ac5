import { meanAndDeviation } from '../../fit/meanAndDeviation.ts';

const bins = 64;

/**
 * How far `y` is a function of `x`, whatever the function (the correlation ratio): 1 where it is, 0 where `x` says
 * nothing. A curve over the levels does not lower it, as it does Pearson's correlation.
 *
 * @param x in 0..255
 */
export const dependence = (x: Float32Array, y: Float32Array): number => {
  const { mean, std } = meanAndDeviation(y);
  if (std === 0) return 0;
  const counts = new Float64Array(bins);
  const sums = new Float64Array(bins);
  const { max, min, trunc } = Math;
  for (let i = 0; i < x.length; i++) {
    const bin = max(0, min(bins - 1, trunc((x[i] as number) * (bins / 256))));
    (counts[bin] as number)++;
    (sums[bin] as number) += (y[i] as number) - mean;
  }
  let between = 0;
  for (let b = 0; b < bins; b++)
    if ((counts[b] as number) > 0) between += (sums[b] as number) ** 2 / (counts[b] as number);
  return Math.sqrt(between / y.length) / std;
};
