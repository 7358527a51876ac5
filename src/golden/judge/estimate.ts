import { sketch, sketchSize } from '../../sketch/sketch.ts';
import type { GoldenTensor } from '../golden.ts';
import { sketchSums } from '../sums.ts';

/** How far two tensors are apart, as their sketches tell it: in units of the expected range. */
export interface Estimate {
  drift: number;
  /** The true drift lies between these two for all but one of a million differences. */
  interval: readonly [number, number];
  /** What rounding the stored sums to float32 alone makes. */
  floor: number;
}

/** A sketch in real values, with what a drift is measured against. */
export interface RealSketch {
  sums: ArrayLike<number>;
  count: number;
  min: number;
  max: number;
  rms: number;
  /** The sums lost nothing when they were stored. */
  exact: boolean;
}

/**
 * Factors between an estimated and the true drift at a confidence of 1 - 1e-6: the estimate's square is the true one
 * times a chi-square of 128 degrees of freedom over 128, whose quantiles are 0.50287 and 1.73484.
 */
const [LOW, HIGH] = [0.759, 1.41];

/** Rounding of sums on both sides, relative to the tensor's own norm (worst seen on 94 layers: 3.0e-8 a side). */
const STORAGE = 5e-8;

/** The drift between what was and what is: rms of the difference over the range of what was. */
export const estimateDrift = (was: RealSketch, is: RealSketch): Estimate => {
  const { sums, count, min, max, rms } = was;
  let squares = 0;
  for (let i = 0; i < sketchSize; i++) squares += ((sums[i] as number) - (is.sums[i] as number)) ** 2;
  const range = rangeOf(min, max);
  const drift = count === 0 ? 0 : Math.sqrt(squares / sketchSize / count) / range;
  const floor = was.exact && is.exact ? 0 : (STORAGE * Math.max(finite(rms), finite(is.rms))) / range;
  return { drift, interval: [LOW * drift, HIGH * drift], floor };
};

/** What a drift is divided by; a constant tensor has no range. */
export const rangeOf = (min: number, max: number): number => {
  if (max > min) return max - min;
  return Math.max(1, Math.abs(finite(max)));
};

const finite = (value: number): number => (Number.isFinite(value) ? value : 0);

/** True where a tensor's real values can be had from the sketch of its stored ones: at most one scale. */
export const hasOneGrid = ({ quantization }: GoldenTensor): boolean => (quantization?.scale.length ?? 1) === 1;

/** The sketch as the next layer takes the values: `scale * (S(stored) - zeroPoint * S(1))`. */
export const realSketch = (tensor: GoldenTensor): RealSketch => {
  const { statistics, quantization, dtype } = tensor;
  const stored = sketchSums(tensor);
  const { count, min, max, mean, rms } = statistics;
  const exact = /int|bool/.test(dtype) && stored.every((sum) => Math.abs(sum) < 2 ** 24);
  const [scale, zeroPoint = 0] = [quantization?.scale[0], quantization?.zeroPoint[0]];
  if (scale === undefined || !hasOneGrid(tensor)) return { sums: stored, count, min, max, rms, exact };
  const ones = zeroPoint === 0 ? undefined : sketchOfOnes(count);
  return {
    sums: Float64Array.from(stored, (sum, i) => scale * (sum - zeroPoint * (ones?.[i] ?? 0))),
    count,
    min: scale * (min - zeroPoint),
    max: scale * (max - zeroPoint),
    rms: scale * Math.sqrt(Math.max(0, rms ** 2 - 2 * zeroPoint * mean + zeroPoint ** 2)),
    exact,
  };
};

/** The mean in real values. */
export const realMean = (tensor: GoldenTensor): number => {
  const { quantization, statistics } = tensor;
  const [scale, zeroPoint = 0] = [quantization?.scale[0], quantization?.zeroPoint[0]];
  return scale === undefined ? statistics.mean : scale * (statistics.mean - zeroPoint);
};

const ones = new Map<number, Float64Array>();

/** Layers of one model share few sizes, and each is asked for at every check. */
const sketchOfOnes = (count: number): Float64Array => {
  const known = ones.get(count);
  if (known) return known;
  const made = sketch(new Float32Array(count).fill(1));
  ones.set(count, made);
  return made;
};
