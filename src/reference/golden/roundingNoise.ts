import { word } from '../../sketch/word.ts';
import { arrayFor, isFloat } from '../../tensor/dtypes.ts';
import { encodeFloat16 } from '../../tensor/float16.ts';
import { realValues } from '../../tensor/realValues.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** So that the noise is the same on each machine; digits of pi, as the sketch's own seeds. */
const noiseSeed = 0x299f31d0;

/** One value in so many is moved, by one of so many levels of the tensor's range. */
const [ONE_IN, LEVELS] = [16, 255];

/**
 * The tensor as another decoder or resizer might have made it: one value in 16 a level up or down (a 255th of the
 * tensor's range), a quarter of a level root-mean-square. Inputs that differ by twice as much, the limit of what counts as
 * rounding, move layers up to 2.9 times as far (float and int8 EfficientNet-Lite0, three photos, five kinds of change). Undefined for tensors that no rounding touches: strings, bools,
 * integers of 32 and 64 bits (token ids, masks), and constant or empty ones.
 */
export const withRoundingNoise = (tensor: Tensor): Tensor | undefined => {
  const { dtype, shape } = tensor;
  if (!['float32', 'float64', 'float16', 'uint8', 'int8'].includes(dtype)) return undefined;
  const values = realValues(tensor);
  const [low, high] = rangeOf(values);
  if (!(high > low)) return undefined;
  const level = isFloat(dtype) ? (high - low) / LEVELS : 1;
  const noisy = values.map((value, i) => moved(value, i, level, low, high));
  if (dtype === 'float16') return { dtype, shape, data: encodeFloat16(noisy as Float32Array) };
  const data = arrayFor(dtype, noisy.length) as Float32Array;
  data.set(noisy);
  return { dtype, shape, data };
};

/** Inwards at the ends of the range: a picture's values stay those of a picture. */
const moved = (value: number, i: number, level: number, low: number, high: number): number => {
  const bits = word(i, noiseSeed);
  if ((bits & (ONE_IN - 1)) !== 0) return value;
  const up = (bits & ONE_IN) !== 0;
  const next = up ? value + level : value - level;
  return next > high ? value - level : next < low ? value + level : next;
};

const rangeOf = (values: Float32Array | Float64Array): [number, number] => {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    // Without a global, whose look-up is slow in the vm contexts of test runners: 0 for finite numbers only.
    if (value - value !== 0) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
};
