import { sizeOf } from '../../recipe/sizeOf.ts';
import { changed } from '../pipeline/changed.ts';
import type { Fed, Reading } from '../pipeline/fed.ts';
import type { Hypothesis } from './hypothesis.ts';

const reading = (name: Reading, can: (fed: Fed) => boolean): Hypothesis => ({
  name: `layout/${name}`,
  step: 'layout',
  inject: (fed) => (fed.reading === undefined && can(fed) ? [changed(fed, { reading: name })] : []),
});

const hasThree = ({ channels }: Fed): boolean => channels !== 'gray';

/** Interleaved values under a planar shape: a reshape, or no loop at all, where a transpose is needed. */
export const interleavedAsPlanes = reading('interleaved-as-planes', (fed) => fed.layout === 'NCHW' && hasThree(fed));

/** Planes under an interleaved shape. */
export const planesAsInterleaved = reading('planes-as-interleaved', (fed) => fed.layout === 'NHWC' && hasThree(fed));

/** Alpha left in: four values a pixel, read as three. */
export const rgbaAsRgb = reading('rgba-as-rgb', hasThree);

/** The tensor declared as [.., width, height]. */
export const widthHeightSwapped = reading('width-height-swapped', (fed) => {
  const { width, height } = sizeOf(fed);
  return width !== height;
});

/** Consistent in itself, but not the layout of the recipe. */
export const otherLayout: Hypothesis = {
  name: 'layout/other',
  step: 'layout',
  inject: (fed) =>
    fed.reading === undefined ? [changed(fed, { layout: fed.layout === 'NCHW' ? 'NHWC' : 'NCHW' })] : [],
};
