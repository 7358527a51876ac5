import type { Pixels } from '../../pixels/pixels.ts';
import { elementTaps } from '../elementTaps.ts';
import { keys } from '../filters.ts';
import { floatColumns } from '../floatPasses.ts';
import { windowOf } from '../gather.ts';
import type { Resampler, Window } from '../resampler.ts';
import { roundHalfEven } from '../roundHalfEven.ts';
import { type Convention, positionOf, scaleOf } from './positions.ts';

const { fround, floor } = Math;

/** Positions between two pixels are looked up in a table of that many steps. */
const STEPS = 1024;

/** TF2 drops taps outside of the image and normalises the others (a = -0.5); TF1 repeats the border (a = -0.75). */
const axis = (size: number, target: number, convention: Convention) => {
  const [starts, weights] = [new Int32Array(target), new Float32Array(target * 4)];
  const scale = scaleOf(size, target, convention);
  const filter = keys(convention === 'half-pixel' ? -0.5 : -0.75);
  for (let i = 0; i < target; i++) {
    const position = positionOf(i, scale, convention);
    const whole = floor(position);
    const fraction = roundHalfEven(fround(position - whole) * STEPS) / STEPS;
    starts[i] = whole - 1;
    const found = [-1, 0, 1, 2].map((k) => {
      const outside = whole + k < 0 || whole + k >= size;
      return convention === 'half-pixel' && outside ? 0 : fround(filter(fraction - k));
    });
    const sum = convention === 'half-pixel' ? found.reduce((a, b) => fround(a + b), 0) : 1;
    weights.set(Math.abs(sum) < 1e-34 ? found : found.map((weight) => fround(weight / sum)), i * 4);
  }
  return { starts, weights };
};

/** Rows first, then columns, in float32; the result may lie beyond 0..255. */
const bicubic = (
  pixels: Pixels,
  wholeWidth: number,
  wholeHeight: number,
  convention: Convention,
  [left, top, right, bottom]: Window,
): Pixels => {
  const { data: source, channels } = pixels;
  const [width, height] = [right - left, bottom - top];
  const x = axis(pixels.width, wholeWidth, convention);
  const y = axis(pixels.height, wholeHeight, convention);
  const [starts, weights] = [x.starts.subarray(left, right), x.weights.subarray(left * 4, right * 4)];
  const columns = elementTaps(pixels.width, channels, starts, weights, 4);
  const length = pixels.width * channels;
  const strip = { data: new Float32Array(length), width: pixels.width, height: 1, channels };
  const fill = floatColumns(strip, columns);
  const data = new Float32Array(columns.length * height);
  const last = pixels.height - 1;
  for (let i = 0; i < height; i++) {
    strip.data.fill(0);
    for (let k = 0; k < 4; k++) {
      const start = Math.min(Math.max((y.starts[top + i] as number) + k, 0), last) * length;
      const weight = y.weights[(top + i) * 4 + k] as number;
      for (let j = 0; j < length; j++) {
        strip.data[j] = (strip.data[j] as number) + fround((source[start + j] as number) * weight);
      }
    }
    fill(data.subarray(i * columns.length, (i + 1) * columns.length), 0);
  }
  return { data, width, height, channels };
};

const part = (name: Resampler['name'], family: string, equals: string, convention: Convention): Resampler => ({
  name,
  family,
  antialias: false,
  gives: 'float32',
  equals: `${equals}: to float32 rounding`,
  resample: (pixels, width, height, options = {}) =>
    bicubic(pixels, width, height, convention, windowOf(options, width, height)),
});

/** TensorFlow's bicubic in two conventions. Source: TensorFlow 2.21, core/kernels/image/resize_bicubic_op.cc. */
export const bicubics: readonly Resampler[] = [
  part('tf/bicubic', 'catmull-rom', 'TensorFlow 2.21 tf.image.resize(method="bicubic")', 'half-pixel'),
  part('tf/bicubic-legacy', 'cubic-top-left', 'TensorFlow 2.21 tf.compat.v1.image.resize_bicubic', 'top-left'),
];
