import { resamplerOf } from '../../preprocessing/resample/index.ts';
import type { KernelName } from '../../preprocessing/resample/resampler.ts';

/** `opencv/linear (no antialias)`: what people get wrong is more often the antialias than the curve. */
export const kernelWords = (name: KernelName): string =>
  `${name} (${resamplerOf(name).antialias ? 'antialiased' : 'no antialias'})`;
