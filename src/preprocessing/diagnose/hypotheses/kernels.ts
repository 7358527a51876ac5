import { resamplerOf, resamplers } from '../../resample/index.ts';
import type { Resampler } from '../../resample/resampler.ts';
import { changed } from '../pipeline/changed.ts';
import type { Fed } from '../pipeline/fed.ts';
import type { Hypothesis } from './hypothesis.ts';

const kernel = (name: string, fits: (other: Resampler, own: Resampler) => boolean): Hypothesis => ({
  name: `kernel/${name}`,
  step: 'kernel',
  inject: (fed) => {
    if (fed.resize === undefined) return [];
    const own = resamplerOf(fed.kernel);
    return resamplers
      .filter((other) => other.name !== own.name && fits(other, own))
      .map((other) => withKernel(fed, other));
  },
});

const withKernel = (fed: Fed, { name }: Resampler): Fed =>
  changed(fed, { kernel: name, ...(name.startsWith('pillow/') ? {} : { pillow: undefined }) });

const isNearest = ({ family }: Resampler): boolean => family.startsWith('nearest');
const isTwin = (a: Resampler, b: Resampler): boolean => a.family === b.family;

/** The same kernel of another library, which rounds otherwise. */
export const twin = kernel('twin', isTwin);

/** No averaging over the source pixels where the recipe's kernel does. */
export const noAntialias = kernel(
  'no-antialias',
  (other, own) => own.antialias && !other.antialias && !isNearest(other) && !isTwin(other, own),
);

/** Averaging over the source pixels where the recipe's kernel picks a few. */
export const antialias = kernel('antialias', (other, own) => !own.antialias && other.antialias && !isTwin(other, own));

export const nearest = kernel('nearest', (other, own) => isNearest(other) && !isTwin(other, own));

/** Another kernel of the same sort. */
export const otherKernel = kernel(
  'other',
  (other, own) => other.antialias === own.antialias && !isNearest(other) && !isTwin(other, own),
);

/** Pillow 13 runs the vertical pass first on tall images, Pillow 12 does not. */
export const passOrder: Hypothesis = {
  name: 'kernel/pass-order',
  step: 'kernel',
  inject: (fed) =>
    fed.kernel.startsWith('pillow/') && fed.kernel !== 'pillow/nearest' && fed.resize !== undefined
      ? [changed(fed, { pillow: fed.pillow === 12 ? 13 : 12 })]
      : [],
};
