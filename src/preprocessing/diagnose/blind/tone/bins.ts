/** The mean of `y` over pixels of about the same `x`. */
export interface Bin {
  x: number;
  y: number;
  count: number;
}

/** Pixels that a bin needs to count. */
const enough = 8;

/**
 * @param x in 0..255
 * @param bins of equal width
 */
export const binned = (x: Float32Array, y: Float32Array, bins: number, use?: Uint8Array): Bin[] => {
  const counts = new Float64Array(bins);
  const [sumX, sumY] = [new Float64Array(bins), new Float64Array(bins)];
  const { max, min, floor } = Math;
  for (let i = 0; i < x.length; i++) {
    if (use !== undefined && use[i] === 0) continue;
    const value = x[i] as number;
    const bin = max(0, min(bins - 1, floor(((value + 0.5) / 256) * bins)));
    (counts[bin] as number)++;
    (sumX[bin] as number) += value;
    (sumY[bin] as number) += y[i] as number;
  }
  const found: Bin[] = [];
  for (let b = 0; b < bins; b++) {
    const count = counts[b] as number;
    if (count > enough) found.push({ x: (sumX[b] as number) / count, y: (sumY[b] as number) / count, count });
  }
  return found;
};

/**
 * Gain and offset of `y` over a curve of `x`. `off`: how far the bins lie from it, expressed in units of `x` so that
 * curves can be compared: the share of the spread of `y` that is left, times the spread of `x`.
 */
export const fitBins = (
  bins: readonly Bin[],
  curve: (x: number) => number = (x) => x,
): { gain: number; offset: number; off: number } => {
  let [n, sumX, sumY, sumRaw] = [0, 0, 0, 0];
  for (const { x, y, count } of bins) {
    n += count;
    sumRaw += count * x;
    sumX += count * curve(x);
    sumY += count * y;
  }
  const [meanX, meanY, meanRaw] = [sumX / n, sumY / n, sumRaw / n];
  let [xx, xy, yy, raw] = [0, 0, 0, 0];
  for (const { x, y, count } of bins) {
    const [dx, dy] = [curve(x) - meanX, y - meanY];
    xx += count * dx * dx;
    xy += count * dx * dy;
    yy += count * dy * dy;
    raw += count * (x - meanRaw) ** 2;
  }
  const gain = xx > 0 ? xy / xx : 0;
  const left = yy > 0 ? Math.max(0, 1 - (gain * xy) / yy) : 0;
  return { gain, offset: meanY - gain * meanX, off: Math.sqrt((left * raw) / n) };
};
