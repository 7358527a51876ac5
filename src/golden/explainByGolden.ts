import type { Cause } from '../causes/cause.ts';
import { expectedSketch } from '../causes/expected/expectedSketch.ts';
import { explainLayer } from '../causes/explainLayer.ts';
import { realValues } from '../tensor/realValues.ts';
import type { Quantization, Tensor } from '../tensor/tensor.ts';
import type { GoldenTensor } from './golden.ts';
import { hasOneGrid, realMean, realSketch } from './judge/estimate.ts';

/** A tensor of the trace that is judged. */
export interface FreshTensor {
  tensor: Tensor;
  quantization?: Quantization;
  op?: string;
  layout?: 'NCHW' | 'NHWC' | 'unknown';
}

/** Other kernels move healthy float layers by at most 4.8e-7 of their range (14 photos, 94 layers). */
const FLOAT_NOISE = 5e-7;

/** A sum that was rounded to float32, relative to the tensor's rms. */
const STORAGE_NOISE = 5e-8;

/** Rounding to a grid on both sides stays below half a step. */
const STEPS_OF_NOISE = 0.5;

/**
 * Why a tensor is not the one of the golden, which holds no more than its sketch. Undefined where nothing explains it,
 * and where its values cannot be compared: another shape, strings, values that are not finite, a grid per channel.
 */
export const explainByGolden = (
  { tensor, quantization, op = '', layout = 'unknown' }: FreshTensor,
  golden: GoldenTensor,
  milliseconds?: number,
): Cause | undefined => {
  const { nan, positiveInfinity, negativeInfinity } = golden.statistics;
  const isComparable =
    tensor.dtype !== 'string' &&
    golden.dtype !== 'string' &&
    golden.shape.join() === tensor.shape.join() &&
    nan + positiveInfinity + negativeInfinity === 0 &&
    hasOneGrid(golden);
  if (!isComparable) return undefined;
  const values = realValues(tensor, quantization);
  if (!values.every((value) => value - value === 0)) return undefined;
  const { sums, min, max, rms } = realSketch(golden);
  const step = Math.max(golden.quantization?.scale[0] ?? 0, quantization?.scale[0] ?? 0);
  const noise = step > 0 ? STEPS_OF_NOISE * step : Math.max(FLOAT_NOISE * (max - min), STORAGE_NOISE * rms);
  const expected = expectedSketch({ sketch: Float64Array.from(sums), min, max, rms, mean: realMean(golden) });
  return explainLayer({ values, shape: tensor.shape, op, layout }, expected, {
    noise,
    ...(milliseconds !== undefined && { milliseconds }),
  });
};
