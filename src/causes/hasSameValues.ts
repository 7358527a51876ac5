import type { Suspect } from './hypotheses/hypothesis.ts';

/** Mean and rms stay the same wherever values are moved, but for rounding. */
const SAME = 1e-5;

/** False where the statistics say that other values are there, not the same ones elsewhere. */
export const hasSameValues = ({ values, expected: { mean, rms } }: Pick<Suspect, 'values' | 'expected'>): boolean => {
  if (mean === undefined || rms === undefined) return true;
  let [sum, square] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    sum += value;
    square += value * value;
  }
  const size = Math.sqrt(square / values.length);
  return Math.abs(size - rms) <= SAME * rms && Math.abs(sum / values.length - mean) <= SAME * rms;
};
