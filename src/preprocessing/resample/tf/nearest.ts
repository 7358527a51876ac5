import { gather, positions } from '../gather.ts';
import type { Resampler } from '../resampler.ts';
import { type Convention, scaleOf } from './positions.ts';

const { fround } = Math;

const part = (name: Resampler['name'], family: string, equals: string, convention: Convention): Resampler => ({
  name,
  family,
  antialias: false,
  gives: 'uint8',
  equals: `${equals}: bit by bit`,
  resample: (pixels, width, height, options = {}) => {
    const axis = (size: number, target: number) => {
      const scale = scaleOf(size, target, convention);
      const half = convention === 'half-pixel' ? 0.5 : 0;
      return positions(size, target, (i) => fround((i + half) * scale));
    };
    return gather(pixels, axis(pixels.width, width), axis(pixels.height, height), options);
  },
});

/** The nearest pixel. Source: TensorFlow 2.21, core/kernels/image/resize_nearest_neighbor_op.cc. */
export const nearests: readonly Resampler[] = [
  part('tf/nearest', 'nearest', 'TensorFlow 2.21 tf.image.resize(method="nearest")', 'half-pixel'),
  part(
    'tf/nearest-legacy',
    'nearest-top-left',
    'TensorFlow 2.21 tf.compat.v1.image.resize_nearest_neighbor',
    'top-left',
  ),
];
