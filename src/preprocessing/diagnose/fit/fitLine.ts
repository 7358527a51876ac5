import type { Line } from './linesApart.ts';

/** `y = gain * x + offset`, fitted by least squares. */
export interface FittedLine extends Line {
  /** Root of the mean square of what is left, in units of `x`; `Infinity` where `x` says nothing about `y`. */
  rms: number;
  /** Standard deviation of `x`. */
  spread: number;
}

/** Only where `use` is not 0, where it is given. */
export const fitLine = (x: ArrayLike<number>, y: ArrayLike<number>, use?: Uint8Array): FittedLine => {
  const count = x.length;
  let [n, sumX, sumY] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    if (use !== undefined && use[i] === 0) continue;
    n++;
    sumX += x[i] as number;
    sumY += y[i] as number;
  }
  const [meanX, meanY] = [sumX / n, sumY / n];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    if (use !== undefined && use[i] === 0) continue;
    const [dx, dy] = [(x[i] as number) - meanX, (y[i] as number) - meanY];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  const gain = xx > 0 ? xy / xx : 0;
  const offset = meanY - gain * meanX;
  const spread = Math.sqrt(xx / n);
  if (gain === 0) return { gain, offset: meanY, rms: yy > 0 ? Infinity : 0, spread };
  return { gain, offset, rms: Math.sqrt(Math.max(0, yy - gain * xy) / n) / Math.abs(gain), spread };
};
