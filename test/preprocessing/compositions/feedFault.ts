import type { Fed } from '../../../src/preprocessing/diagnose/pipeline/fed.ts';
import { perChannel } from '../../../src/preprocessing/recipe/perChannel.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';

/** A picture before values: RGB, row by row, in 0..255. */
export interface Picture {
  data: ArrayLike<number>;
  width: number;
  height: number;
}

/**
 * The tensor that an app makes of a resized picture, with everything that it does wrong from there on. Written a second
 * time on purpose: what is tested simulates pipelines in its own way.
 *
 * @param previous what the buffer held before, where only a part is written
 */
export const feedFault = (picture: Picture, fed: Fed, previous: Picture): Tensor => {
  const { width, height, values } = valuesOf(picture, fed);
  const count = width * height;
  const planar = fed.layout === 'NCHW';
  const { reading, memory } = fed;
  const channels = 3;
  const length = count * channels;
  const out = new Float64Array(length);
  const put = (stream: number[]): void => {
    // A loop over pixels and channels that takes the stream as it comes.
    for (let i = 0; i < length; i++) {
      const index = planar ? (i % channels) * count + Math.floor(i / channels) : i;
      out[index] = stream[i] ?? 0;
    }
  };
  const interleaved = Array.from(values);
  const planes = Array.from({ length }, (_, i) => values[(i % count) * channels + Math.floor(i / count)] as number);
  if (memory?.kind === 'row-stride') {
    const row = width * channels;
    const filler = mapped(0, 0, fed);
    put(
      Array.from({ length: height }, (_, y) => [
        ...interleaved.slice(y * row, (y + 1) * row),
        ...new Array<number>(memory.extra).fill(filler),
      ]).flat(),
    );
  } else if (reading === 'rgba-as-rgb') {
    const alpha = mapped(255, 0, fed);
    put(Array.from({ length: count }, (_, p) => [...interleaved.slice(p * 3, p * 3 + 3), alpha]).flat());
  } else if (reading === 'interleaved-as-planes') out.set(interleaved);
  else if (reading === 'planes-as-interleaved') out.set(planes);
  else out.set(planar ? planes : interleaved);

  let flat = Array.from(out);
  if (memory?.kind === 'unwritten-tail') flat = flat.map((value, i) => (i < memory.written ? value : 0));
  if (memory?.kind === 'stale-tail') {
    const { memory: _, turn: __, ...clean } = fed;
    const before = feedFault(previous, clean as Fed, previous).data as ArrayLike<number>;
    flat = flat.map((value, i) => (i < memory.written ? value : (before[i] as number)));
  }
  if (memory?.kind === 'displaced') {
    const foreign = Array.from({ length: memory.by }, (_, i) => mapped((i * 89) % 256, 0, fed));
    flat = [...foreign, ...flat].slice(0, length);
  }
  if (memory?.kind === 'truncated-to-bytes') flat = Array.from(Uint8Array.from(flat));
  if (memory?.kind === 'reinterpreted') {
    const { data } = bytesOf(picture, fed);
    const bytes = Uint8Array.from(flat, (_, i) => {
      const [p, c] = planar ? [i % count, Math.floor(i / count)] : [Math.floor(i / 3), i % 3];
      return data[p * 3 + c] as number;
    });
    flat = [...new Float32Array(bytes.buffer, 0, Math.floor(length / 4)), ...new Array<number>(length).fill(0)].slice(
      0,
      length,
    );
  }
  const [h, w] = reading === 'width-height-swapped' ? [width, height] : [height, width];
  const shape = planar ? [1, channels, h, w] : [1, h, w, channels];
  return { dtype: fed.dtype, shape, data: stored(flat, fed) };
};

/** One value out of a pixel of the tensor's channel. */
const mapped = (pixel: number, channel: number, fed: Fed): number => {
  const { scale, mean, std } = perChannel(fed);
  return (pixel * (scale[channel] as number) - (mean[channel] as number)) / (std[channel] as number);
};

const clip = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));

const LUMA = { 601: [0.299, 0.587, 0.114], 709: [0.2126, 0.7152, 0.0722] } as const;

/** RGB to YCbCr by one standard and back by the other. */
const between = ([r, g, b]: number[], from: 601 | 709, to: 601 | 709): number[] => {
  const [kr, kg, kb] = LUMA[from];
  const y = kr * (r as number) + kg * (g as number) + kb * (b as number);
  const [cb, cr] = [((b as number) - y) / (2 - 2 * kb), ((r as number) - y) / (2 - 2 * kr)];
  const [lr, lg, lb] = LUMA[to];
  const red = y + (2 - 2 * lr) * cr;
  const blue = y + (2 - 2 * lb) * cb;
  return [red, (y - lr * red - lb * blue) / lg, blue].map(clip);
};

/** Colours, turn and channel order: still pixels. */
const bytesOf = (picture: Picture, fed: Fed): { width: number; height: number; data: Float64Array } => {
  const { width, height } = picture;
  const swaps = fed.turn?.when === 'after-resize' && ['transpose', 'rotate-90', 'rotate-270'].includes(fed.turn.by);
  const [w, h] = swaps ? [height, width] : [width, height];
  const data = new Float64Array(w * h * 3);
  const by = fed.turn?.when === 'after-resize' ? fed.turn.by : undefined;
  const order = fed.order === 'gray' ? undefined : (fed.order ?? fed.channels);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const [sx, sy] = ({
        'flip-horizontal': [width - 1 - x, y],
        'flip-vertical': [x, height - 1 - y],
        'rotate-180': [width - 1 - x, height - 1 - y],
        transpose: [y, x],
        'rotate-90': [y, height - 1 - x],
        'rotate-270': [width - 1 - y, x],
        transverse: [width - 1 - y, height - 1 - x],
      }[by as string] ?? [x, y]) as [number, number];
      let rgb = [0, 1, 2].map((c) => picture.data[(sy * width + sx) * 3 + c] as number);
      if (fed.colour?.kind === 'limited-range') rgb = rgb.map((value) => clip((value * 219) / 255 + 16));
      if (fed.colour?.kind === '601-as-709') rgb = between(rgb, 601, 709);
      if (fed.colour?.kind === '709-as-601') rgb = between(rgb, 709, 601);
      if (fed.memory?.kind === 'wrapped-int8') rgb = rgb.map((value) => (value > 127 ? value - 256 : value));
      if (order === undefined) {
        const luma = clip(0.299 * (rgb[0] as number) + 0.587 * (rgb[1] as number) + 0.114 * (rgb[2] as number));
        rgb = [luma, luma, luma];
      } else rgb = [...order].map((letter) => rgb['RGB'.indexOf(letter)] as number);
      if (fed.gamma !== undefined) rgb = rgb.map((value) => 255 * (value / 255) ** (fed.gamma as number));
      data.set(rgb, (y * w + x) * 3);
    }
  }
  return { width: w, height: h, data };
};

const valuesOf = (picture: Picture, fed: Fed) => {
  const { width, height, data } = bytesOf(picture, fed);
  return { width, height, values: data.map((value, i) => mapped(value, i % 3, fed)) };
};

const stored = (values: number[], { dtype, quantization }: Fed): Tensor['data'] => {
  if (dtype === 'float32') return Float32Array.from(values);
  const { scale, zeroPoint } = quantization ?? { scale: 1, zeroPoint: 0 };
  const whole = values.map((value) => Math.round(value / scale) + zeroPoint);
  return dtype === 'uint8'
    ? Uint8Array.from(whole, (value) => Math.min(255, Math.max(0, value)))
    : Int8Array.from(whole, (value) => Math.min(127, Math.max(-128, value)));
};
