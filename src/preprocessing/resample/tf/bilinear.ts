import type { Pixels } from '../../pixels/pixels.ts';
import { rowCache } from '../elementTaps.ts';
import { windowOf } from '../gather.ts';
import type { Resampler } from '../resampler.ts';
import { type Convention, positionOf, scaleOf } from './positions.ts';

const { fround, floor, max, min } = Math;

interface Axis {
  lower: Int32Array;
  upper: Int32Array;
  lerp: Float32Array;
}

const axis = (size: number, target: number, convention: Convention): Axis => {
  const found = { lower: new Int32Array(target), upper: new Int32Array(target), lerp: new Float32Array(target) };
  const scale = scaleOf(size, target, convention);
  for (let i = 0; i < target; i++) {
    const position = positionOf(i, scale, convention);
    const whole = floor(position);
    found.lower[i] = min(max(whole, 0), size - 1);
    found.upper[i] = max(min(whole + 1, size - 1), 0);
    found.lerp[i] = position - whole;
  }
  return found;
};

const part = ({ lower, upper, lerp }: Axis, from: number, to: number): Axis => ({
  lower: lower.subarray(from, to),
  upper: upper.subarray(from, to),
  lerp: lerp.subarray(from, to),
});

/** Each row in x first, then between two rows; float32 throughout, not rounded. */
const bilinear = (pixels: Pixels, x: Axis, y: Axis): Pixels => {
  const { data: source, channels } = pixels;
  const [width, height] = [x.lerp.length, y.lerp.length];
  const length = width * channels;
  const rows = rowCache(
    2,
    () => new Float32Array(length),
    (row, index) => {
      const start = index * pixels.width * channels;
      for (let i = 0, o = 0; i < width; i++) {
        let [p, q] = [start + (x.lower[i] as number) * channels, start + (x.upper[i] as number) * channels];
        const lerp = x.lerp[i] as number;
        for (let c = 0; c < channels; c++) {
          const left = source[p++] as number;
          row[o++] = left + fround(fround((source[q++] as number) - left) * lerp);
        }
      }
    },
  );
  const data = new Float32Array(length * height);
  for (let i = 0, o = 0; i < height; i++) {
    const [above, below, lerp] = [rows(y.lower[i] as number), rows(y.upper[i] as number), y.lerp[i] as number];
    for (let k = 0; k < length; k++) {
      const top = above[k] as number;
      data[o++] = top + fround(fround((below[k] as number) - top) * lerp);
    }
  }
  return { data, width, height, channels };
};

const kernel = (name: Resampler['name'], family: string, equals: string, convention: Convention): Resampler => ({
  name,
  family,
  antialias: false,
  gives: 'float32',
  equals: `${equals}: to the last bit of float32`,
  resample: (pixels, width, height, options = {}) => {
    const [left, top, right, bottom] = windowOf(options, width, height);
    const x = part(axis(pixels.width, width, convention), left, right);
    return bilinear(pixels, x, part(axis(pixels.height, height, convention), top, bottom));
  },
});

/** TensorFlow's bilinear in its three conventions. Source: TensorFlow 2.21, core/kernels/image/resize_bilinear_op.cc. */
export const bilinears: readonly Resampler[] = [
  kernel('tf/bilinear', 'triangle', 'TensorFlow 2.21 tf.image.resize', 'half-pixel'),
  kernel('tf/bilinear-legacy', 'triangle-top-left', 'TensorFlow 2.21 tf.compat.v1.image.resize_bilinear', 'top-left'),
  kernel(
    'tf/bilinear-align-corners',
    'triangle-align-corners',
    'TensorFlow 2.21 tf.compat.v1.image.resize_bilinear(align_corners=True)',
    'align-corners',
  ),
];
