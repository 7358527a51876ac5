import { solve } from '../../fit/leastSquares.ts';
import { meanAndDeviation } from '../../fit/meanAndDeviation.ts';

/** One channel of a tensor as a mixture of red, green and blue. */
export interface Mixture {
  shares: [number, number, number];
  offset: number;
  /** Of what is left, in units of the tensor. */
  rms: number;
}

/**
 * Fits `y` by red, green, blue and a constant.
 *
 * @param rgb planes of the same length as `y`
 */
export const fitMixture = (rgb: readonly Float32Array[], y: Float32Array): Mixture => {
  const count = y.length;
  const means = rgb.map((plane) => meanAndDeviation(plane).mean);
  const meanY = meanAndDeviation(y).mean;
  const matrix = new Float64Array(9);
  const right = new Float64Array(3);
  const [r, g, b] = rgb as [Float32Array, Float32Array, Float32Array];
  let yy = 0;
  const d = new Float64Array(3);
  for (let i = 0; i < count; i++) {
    d[0] = (r[i] as number) - (means[0] as number);
    d[1] = (g[i] as number) - (means[1] as number);
    d[2] = (b[i] as number) - (means[2] as number);
    const v = (y[i] as number) - meanY;
    yy += v * v;
    for (let j = 0; j < 3; j++) {
      (right[j] as number) += (d[j] as number) * v;
      for (let k = 0; k < 3; k++) (matrix[3 * j + k] as number) += (d[j] as number) * (d[k] as number);
    }
  }
  const shares = solve(matrix, right, 1e-9);
  let explained = 0;
  for (let j = 0; j < 3; j++) explained += (shares[j] as number) * (right[j] as number);
  const offset = meanY - shares.reduce((sum, share, j) => sum + share * (means[j] as number), 0);
  return {
    shares: [...shares] as [number, number, number],
    offset,
    rms: Math.sqrt(Math.max(0, yy - explained) / count),
  };
};
