import { resamplerOf } from '../../preprocessing/resample/index.ts';
import type { KernelName } from '../../preprocessing/resample/resampler.ts';

/** `opencv/linear (no antialias)`: what people get wrong is more often the antialias than the curve. */
export const kernelWords = (name: KernelName): string => `${name} (${antialiasOf(name)})`;

const antialiasOf = (name: KernelName): string => (resamplerOf(name).antialias ? 'antialiased' : 'no antialias');

/** What nobody chose: sharp and canvas take these where no kernel is given. */
const defaults: Readonly<Record<string, string>> = {
  'sharp/lanczos3': "sharp's default",
  'canvas/low': "drawImage's default",
};

/** Two kernels, with the antialias where that is what differs. */
export function kernelsApart(one: KernelName, other: KernelName): [string, string] {
  const isSame = resamplerOf(one).antialias === resamplerOf(other).antialias;
  const words = (name: KernelName): string => {
    const notes = [...(isSame ? [] : [antialiasOf(name)]), ...(defaults[name] === undefined ? [] : [defaults[name]])];
    return notes.length === 0 ? name : `${name} (${notes.join(', ')})`;
  };
  return [words(one), words(other)];
}
