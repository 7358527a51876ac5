import { realValues } from '../../../tensor/realValues.ts';
import { elementCount, type Tensor } from '../../../tensor/tensor.ts';
import type { Size } from '../../pixels/pixels.ts';
import { perChannel } from '../../recipe/perChannel.ts';
import type { Residual } from '../diagnosis.ts';
import type { Fed } from '../pipeline/fed.ts';
import { arrangement } from './arrangement.ts';

/** Nothing can be compared. */
export const NO_RESIDUAL: Residual = {
  max: Number.POSITIVE_INFINITY,
  mean: Number.POSITIVE_INFINITY,
  rms: Number.POSITIVE_INFINITY,
  bias: [],
};

/** How much a stored value changes with a pixel, per channel of the tensor. */
export const slopes = (fed: Pick<Fed, 'channels' | 'scale' | 'mean' | 'std' | 'quantization' | 'dtype'>): number[] => {
  const { scale, std } = perChannel(fed);
  const isInteger = fed.dtype === 'uint8' || fed.dtype === 'int8';
  const step = isInteger ? (fed.quantization?.scale ?? 1) : 1;
  return scale.map((value, c) => value / (std[c] as number) / step);
};

/** Width and height of the picture in a tensor that a pipeline made. */
export const pictureSize = (fed: Fed, shape: readonly number[]): Size => {
  const [a, b, c] = shape.slice(-3) as [number, number, number];
  const [height, width] = fed.layout === 'NCHW' ? [b, c] : [a, b];
  return fed.reading === 'width-height-swapped' ? { width: height, height: width } : { width, height };
};

/**
 * The distance of a fed tensor to what a pipeline gives, in u8 units: with the pipeline's value map inverted. What the
 * pipeline says nothing of (rows of another picture, foreign bytes) is left out.
 *
 * @returns infinite where shapes differ; values that are not finite count as the largest distance, 255
 */
export const residual = (tensor: Tensor, simulated: Tensor, fed: Fed): Residual => {
  if (!sameShape(tensor.shape, simulated.shape)) return NO_RESIDUAL;
  return residualOf(realValues(tensor), realValues(simulated), fed, pictureSize(fed, simulated.shape));
};

/** Equal but for sides of 1 in front. */
export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  elementCount(a) === elementCount(b) && a.slice(-3).join() === b.slice(-3).join();

/** Numbers that are none (bytes taken for floats) would drown everything else. */
const FARTHEST = 1e6;

/** {@link residual} of tensors whose values are at hand. */
export const residualOf = (values: ArrayLike<number>, simulated: ArrayLike<number>, fed: Fed, size: Size): Residual => {
  const { pixels, channels, at } = arrangement(fed, size);
  const isPlain = fed.reading === undefined && fed.memory === undefined && channels < 4;
  const [pixelStep, channelStep] = fed.layout === 'NCHW' ? [1, pixels] : [channels, 1];
  const { abs, min, sqrt } = Math;
  let [max, sum, squares, count] = [0, 0, 0, 0];
  const bias: number[] = [];
  for (const [c, slope] of slopes(fed).slice(0, channels).entries()) {
    const perPixel = 1 / abs(slope);
    let signed = 0;
    let seen = 0;
    for (let p = 0; p < pixels; p++) {
      const index = isPlain ? p * pixelStep + c * channelStep : at(p, c);
      if (index === -1) continue;
      const is = values[index] as number;
      const wanted = simulated[index] as number;
      let difference = (is - wanted) * perPixel;
      if (difference - difference !== 0) difference = Object.is(is, wanted) ? 0 : 255;
      const distance = min(abs(difference), FARTHEST);
      if (distance > max) max = distance;
      sum += distance;
      squares += distance * distance;
      signed += difference;
      seen++;
    }
    bias.push(seen === 0 ? 0 : signed / seen);
    count += seen;
  }
  return count === 0 ? NO_RESIDUAL : { max, mean: sum / count, rms: sqrt(squares / count), bias };
};
