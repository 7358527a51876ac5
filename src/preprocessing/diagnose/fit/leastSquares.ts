/**
 * Solves the normal equations of a least-squares fit in place, with a little damping so that columns that say nothing
 * don't matter.
 *
 * @param matrix symmetric, `n x n`, row-major
 * @param damping relative to each diagonal element
 */
export const solve = (matrix: Float64Array, right: Float64Array, damping = 1e-9): Float64Array => {
  const n = right.length;
  const a = Float64Array.from(matrix);
  const x = Float64Array.from(right);
  for (let i = 0; i < n; i++) a[i * n + i] = (a[i * n + i] as number) * (1 + damping) + 1e-30;
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let r = i + 1; r < n; r++)
      if (Math.abs(a[r * n + i] as number) > Math.abs(a[pivot * n + i] as number)) pivot = r;
    if (pivot !== i) {
      for (let c = 0; c < n; c++)
        [a[i * n + c], a[pivot * n + c]] = [a[pivot * n + c] as number, a[i * n + c] as number];
      [x[i], x[pivot]] = [x[pivot] as number, x[i] as number];
    }
    const diagonal = a[i * n + i] as number;
    for (let r = i + 1; r < n; r++) {
      const factor = (a[r * n + i] as number) / diagonal;
      if (factor === 0) continue;
      for (let c = i; c < n; c++) (a[r * n + c] as number) -= factor * (a[i * n + c] as number);
      (x[r] as number) -= factor * (x[i] as number);
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] as number;
    for (let c = i + 1; c < n; c++) sum -= (a[i * n + c] as number) * (x[c] as number);
    x[i] = sum / (a[i * n + i] as number);
  }
  return x;
};
