import { elementCount, type Tensor, type TypedArray } from '../../../tensor/tensor.ts';
import type { ImageSource } from '../../../trace/trace.ts';
import type { Fed } from '../pipeline/fed.ts';
import { arrangement } from './arrangement.ts';
import { openScene, pictureOf, type Scene } from './scene.ts';
import { valued } from './valued.ts';

/**
 * The tensor that a pipeline feeds, with everything that it does by accident.
 *
 * What nobody can know is made up: a stale tail shows the picture upside down, what lies before a displaced picture or
 * between its rows is zero, an alpha channel is opaque.
 *
 * @throws ExrayError `recipe-impossible`, and those of decoding
 */
export const feed = async (image: ImageSource, fed: Fed): Promise<Tensor> => feedScene(await openScene(image), fed);

/** {@link feed} for an image that is open already. */
export const feedScene = async (scene: Scene, fed: Fed): Promise<Tensor> => {
  const isBytes = fed.memory?.kind === 'reinterpreted';
  const values = valued(await pictureOf(scene, fed), isBytes ? asBytes(fed) : fed);
  const [, height, width] = values.shape as [number, number, number];
  const plan = arrangement(fed, { width, height });
  const tensor = { dtype: values.dtype, shape: plan.shape, data: placed(values.data as TypedArray, fed, plan) };
  return isBytes ? reinterpreted(tensor) : tensor;
};

/** The same pixels as bytes, before any value map. */
export const asBytes = ({ quantization: _, gamma: __, ...fed }: Fed): Fed => ({
  ...fed,
  scale: 1,
  mean: 0,
  std: 1,
  dtype: 'uint8',
});

type Numbers = Exclude<TypedArray, BigInt64Array | BigUint64Array>;

const placed = (values: TypedArray, fed: Fed, { at, pixels, channels, length }: ReturnType<typeof arrangement>) => {
  const from = values as Numbers;
  if (channels < 4 && fed.layout === 'NHWC' && fed.reading === undefined && fed.memory === undefined) return from;
  const data = new (from.constructor as Float32ArrayConstructor)(length);
  if (fed.reading === 'rgba-as-rgb' || channels === 4) data.fill(opaque(from));
  const colours = Math.min(channels, 3);
  for (let p = 0, i = 0; p < pixels; p++) {
    for (let c = 0; c < colours; c++, i++) {
      const index = at(p, c);
      if (index !== -1) data[index] = from[i] as number;
    }
  }
  if (fed.memory?.kind === 'stale-tail') {
    const { written } = fed.memory;
    for (let i = written; i < length; i++) data[i] = from[length - 1 - i] as number;
  }
  return data;
};

/** The largest value stands for an alpha of 255. */
const opaque = (values: Numbers): number => {
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) if ((values[i] as number) > most) most = values[i] as number;
  return most;
};

/** Bytes of a picture seen as the float32 numbers that they are not; the rest of the tensor stays empty. */
const reinterpreted = ({ shape, data }: Tensor): Tensor => {
  const bytes = Uint8Array.from(data as Uint8Array);
  const floats = new Float32Array(elementCount(shape));
  const whole = bytes.length - (bytes.length % 4);
  floats.set(new Float32Array(bytes.buffer, 0, whole / 4));
  return { dtype: 'float32', shape, data: floats };
};
