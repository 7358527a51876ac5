/** Mean, standard deviation, and the sum of the squares of what differs from the mean. */
export const meanAndDeviation = (
  values: Float32Array | Float64Array,
): { mean: number; std: number; squares: number } => {
  const count = values.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i] as number;
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const d = (values[i] as number) - mean;
    squares += d * d;
  }
  return { mean, std: Math.sqrt(squares / count), squares };
};
