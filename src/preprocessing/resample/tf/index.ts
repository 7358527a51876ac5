import { pillowFilters } from '../filters.ts';
import { floatAntialias } from '../floatAntialias.ts';
import type { Resampler } from '../resampler.ts';
import { bicubics } from './bicubic.ts';
import { bilinears } from './bilinear.ts';
import { nearests } from './nearest.ts';

const antialiased = (name: 'bilinear' | 'bicubic', family: string): Resampler => ({
  name: `tf/${name}-antialias`,
  family,
  antialias: true,
  gives: 'float32',
  equals: `TensorFlow 2.21 tf.image.resize(method="${name}", antialias=True): to 0.01`,
  resample: (pixels, width, height, options = {}) =>
    floatAntialias(pixels, width, height, pillowFilters[name], options),
});

/** TensorFlow's kernels, and with them those of tfjs and TFLite: floats, neither rounded nor clipped. */
export const tf: readonly Resampler[] = [
  ...bilinears,
  ...bicubics,
  antialiased('bilinear', 'triangle+antialias'),
  antialiased('bicubic', 'catmull-rom+antialias'),
  ...nearests,
];
