import { arrayFor } from '../../tensor/dtypes.ts';
import { encodeFloat16 } from '../../tensor/float16.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { paddingOf } from '../geometry/paddingOf.ts';
import type { Plan } from '../geometry/plan.ts';
import { lumaOf } from '../pixels/luma.ts';
import type { Pixels } from '../pixels/pixels.ts';
import { perChannel } from '../recipe/perChannel.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { roundHalfEven } from '../resample/roundHalfEven.ts';

/**
 * A recipe's values, done: gamma, channel order, scale, mean and std, padding where that comes after them, layout and
 * element type.
 *
 * @param pixels RGB in 0..255 units, as `render` gives them
 * @returns shape [1, channels, height, width] or [1, height, width, channels]
 */
export const toTensor = (pixels: Pixels, recipe: Recipe): Tensor => {
  const after = recipe.pad?.when === 'after-values' ? recipe.pad : undefined;
  const pad = after === undefined ? none : paddingOf(recipe, after, pixels);
  const planes = valuesOf(pixels, recipe);
  const channels = planes.length;
  const width = pixels.width + pad.left + pad.right;
  const height = pixels.height + pad.top + pad.bottom;
  const isPlanar = recipe.layout === 'NCHW';
  const [step, plane, row] = isPlanar ? [1, width * height, width] : [channels, 1, width * channels];
  const values = new Float32Array(channels * width * height);
  if (after !== undefined) values.fill(typeof after.fill === 'number' ? after.fill : 0);
  for (const [channel, from] of planes.entries()) {
    if (typeof after?.fill === 'object')
      fillChannel(values, channel * plane, step, width * height, after.fill[channel] ?? 0);
    for (let y = 0, source = 0; y < pixels.height; y++) {
      let at = channel * plane + (y + pad.top) * row + pad.left * step;
      for (let x = 0; x < pixels.width; x++, at += step) values[at] = from[source++] as number;
    }
  }
  const shape = isPlanar ? [1, channels, height, width] : [1, height, width, channels];
  return { dtype: recipe.dtype, shape, data: stored(values, recipe) };
};

const none: Plan['pad'] = { left: 0, top: 0, right: 0, bottom: 0 };

const fillChannel = (values: Float32Array, start: number, step: number, count: number, value: number): void => {
  for (let i = 0, at = start; i < count; i++, at += step) values[at] = value;
};

/** One plane per channel of the tensor, with the value map applied. */
const valuesOf = ({ data, width, height, channels }: Pixels, recipe: Recipe): Float32Array[] => {
  const count = width * height;
  const { scale, mean, std } = perChannel(recipe);
  const { gamma = 1 } = recipe;
  const isBytes = data.constructor.name !== 'Float32Array';
  if (recipe.channels === 'gray') {
    const luma = isBytes ? lumaBytes(data, count, channels) : lumaFloats(data, count, channels);
    return [mapped(luma, 0, 1, count, isBytes, gamma, scale[0] as number, mean[0] as number, std[0] as number)];
  }
  const order = recipe.channels === 'RGB' ? [0, 1, 2] : [2, 1, 0];
  return order.map((source, i) =>
    mapped(data, source, channels, count, isBytes, gamma, scale[i] as number, mean[i] as number, std[i] as number),
  );
};

const mapped = (
  data: Pixels['data'],
  start: number,
  step: number,
  count: number,
  isBytes: boolean,
  gamma: number,
  scale: number,
  mean: number,
  std: number,
): Float32Array => {
  const { pow, max } = Math;
  const value = (pixel: number): number => {
    const bent = gamma === 1 ? pixel : 255 * pow(max(pixel, 0) / 255, gamma);
    return (bent * scale - mean) / std;
  };
  const out = new Float32Array(count);
  if (isBytes) {
    const table = new Float32Array(256);
    for (let pixel = 0; pixel < 256; pixel++) table[pixel] = value(pixel);
    for (let i = 0, at = start; i < count; i++, at += step) out[i] = table[data[at] as number] as number;
    return out;
  }
  for (let i = 0, at = start; i < count; i++, at += step) out[i] = value(data[at] as number);
  return out;
};

/** Rec. 601 luma in the fixed point of Pillow 13 (Convert.c, L24) and libjpeg. */
const lumaBytes = (data: Pixels['data'], count: number, channels: number): Uint8Array => {
  const luma = new Uint8Array(count);
  for (let i = 0, at = 0; i < count; i++, at += channels) {
    const [red, green, blue] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
    luma[i] = (red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16;
  }
  return luma;
};

const lumaFloats = (data: Pixels['data'], count: number, channels: number): Float32Array => {
  const luma = new Float32Array(count);
  for (let i = 0, at = 0; i < count; i++, at += channels)
    luma[i] = lumaOf(data[at] as number, data[at + 1] as number, data[at + 2] as number);
  return luma;
};

const stored = (values: Float32Array, { dtype, quantization }: Recipe): Tensor['data'] => {
  if (dtype === 'float32') return values;
  if (dtype === 'float16') return encodeFloat16(values);
  const { scale, zeroPoint } = quantization ?? { scale: 1, zeroPoint: 0 };
  const [least, most] = dtype === 'uint8' ? [0, 255] : [-128, 127];
  const integers = arrayFor(dtype, values.length) as Uint8Array | Int8Array;
  const { min, max } = Math;
  for (let i = 0; i < values.length; i++) {
    const wanted = roundHalfEven((values[i] as number) / scale) + zeroPoint;
    integers[i] = max(least, min(most, wanted));
  }
  return integers;
};
