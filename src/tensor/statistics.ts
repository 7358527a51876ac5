/** Exact statistics of a tensor's numbers. NaN and infinities are counted apart and are part of nothing else. */
export interface Statistics {
  count: number;
  /** Of the finite values; `Infinity` where there is none. */
  min: number;
  /** Of the finite values; `-Infinity` where there is none. */
  max: number;
  /** Of the finite values; NaN where there is none. */
  mean: number;
  /** Root of the mean square of the finite values; NaN where there is none. */
  rms: number;
  nan: number;
  positiveInfinity: number;
  negativeInfinity: number;
  /** Index of the first value that is not finite, or -1. */
  firstNonFinite: number;
}

/** Computes {@link Statistics} in one pass, in two where a value is not finite. Sums are float64, in the order of the values. */
export const statistics = (values: Float32Array | Float64Array): Statistics => {
  const count = values.length;
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    squares += value * value;
  }
  // The squares of float32 values can't overflow a double, so this means a value that is not finite (or a huge double).
  if (!Number.isFinite(squares)) return statisticsOfFinite(values);
  return {
    count,
    min,
    max,
    mean: sum / count,
    rms: Math.sqrt(squares / count),
    nan: 0,
    positiveInfinity: 0,
    negativeInfinity: 0,
    firstNonFinite: -1,
  };
};

const statisticsOfFinite = (values: Float32Array | Float64Array): Statistics => {
  let [min, max, sum, squares, nan, positiveInfinity, negativeInfinity, firstNonFinite] = [
    Infinity,
    -Infinity,
    0,
    0,
    0,
    0,
    0,
    -1,
  ];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isFinite(value)) {
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
      squares += value * value;
      continue;
    }
    if (firstNonFinite < 0) firstNonFinite = i;
    if (Number.isNaN(value)) nan++;
    else if (value > 0) positiveInfinity++;
    else negativeInfinity++;
  }
  const finite = values.length - nan - positiveInfinity - negativeInfinity;
  const mean = sum / finite;
  const rms = Math.sqrt(squares / finite);
  return { count: values.length, min, max, mean, rms, nan, positiveInfinity, negativeInfinity, firstNonFinite };
};
