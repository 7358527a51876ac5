import { resamplerOf } from '../../preprocessing/resample/index.ts';
import type { KernelName } from '../../preprocessing/resample/resampler.ts';

/** `opencv/linear (no antialias)`: what people get wrong is more often the antialias than the curve. */
export const kernelWords = (name: KernelName): string =>
  `${name} (${resamplerOf(name).antialias ? 'antialiased' : 'no antialias'})`;

/** Two kernels, with the antialias where that is what differs. */
export const kernelsApart = (one: KernelName, other: KernelName): [string, string] =>
  resamplerOf(one).antialias === resamplerOf(other).antialias ? [one, other] : [kernelWords(one), kernelWords(other)];
