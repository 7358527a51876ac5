import type { ImageFacts } from '../../decode/imageFacts.ts';
import type { Plan } from '../../geometry/plan.ts';
import { planGeometry } from '../../geometry/planGeometry.ts';
import type { Resize, Rounding } from '../../recipe/recipe.ts';
import { sideOf, sizeOf } from '../../recipe/sizeOf.ts';
import { changed, isSame } from '../pipeline/changed.ts';
import type { Fed } from '../pipeline/fed.ts';
import { swapped, swapsSides } from '../pipeline/turns.ts';
import type { Hypothesis } from './hypothesis.ts';

const ROUNDINGS: readonly Rounding[] = ['trunc', 'half-even', 'half-up', 'ceil'];

type Geometry = { [K in 'sourceCrop' | 'resize' | 'crop' | 'pad' | 'size']?: Fed[K] | undefined };

/**
 * A hypothesis that replaces a part of the geometry. Variants that this image makes impossible, or that come to the same
 * plan in whole pixels, are none.
 */
const geometry = (name: string, change: (fed: Fed, plan: Plan, image: ImageFacts) => Geometry[]): Hypothesis => ({
  name: `geometry/${name}`,
  step: 'geometry',
  inject: (fed, image) => {
    const size = turnedSize(fed, image);
    const own = planned(fed, size);
    if (own === undefined) return [];
    const plans: (Plan | undefined)[] = [own];
    return change(fed, own, { ...image, size })
      .map((keys) => changed(fed, keys))
      .filter((each) => {
        const plan = planned(each, size);
        if (plan === undefined || (isSame(each.pad, fed.pad) && plans.some((known) => isSame(known, plan))))
          return false;
        plans.push(plan);
        return true;
      });
  },
});

const turnedSize = (fed: Fed, { size }: ImageFacts) =>
  fed.turn?.when === 'before-resize' && swapsSides(fed.turn.by) ? swapped(size) : size;

const planned = (fed: Fed, size: ImageFacts['size']): Plan | undefined => {
  try {
    return planGeometry(fed, size);
  } catch {
    // It does not fit this image: nobody can have done it.
    return undefined;
  }
};

const whole: Geometry = { sourceCrop: undefined, crop: undefined, pad: undefined };
const centered = (offset: Rounding): Fed['crop'] => ({ at: 'center', offset });

/** To the tensor's size, whatever the aspect: `resize(224, 224)` of most libraries. */
export const squash = geometry('squash', () => [{ ...whole, resize: { to: 'size' } }]);

/** The shorter side to the tensor's own, then the centre. */
export const shortestThenCrop = geometry('shortest-side-crop', (fed) => {
  const { width, height } = sizeOf(fed);
  const side = Math.max(width, height);
  return (['trunc', 'half-even'] as const).map((other) => ({
    ...whole,
    resize: { to: 'short-side', side, other },
    crop: centered('half-even'),
  }));
});

/** The largest centre rectangle, then resized: sharp's default `cover`. */
export const cover = geometry('cover', () => [
  ...(['ceil', 'trunc'] as const).map((offset) => ({
    ...whole,
    sourceCrop: { kind: 'central-aspect', offset } as const,
    resize: { to: 'size' } as const,
  })),
  ...(['ceil', 'trunc'] as const).map((offset) => ({
    ...whole,
    resize: { to: 'cover' } as const,
    crop: centered(offset),
  })),
]);

/** Resized to another side before the crop: 224 for 256, 232, the `crop_pct` of another model. */
export const resizeSide = geometry('resize-side', (fed) => {
  const { width, height } = sizeOf(fed);
  const size = Math.max(width, height);
  const shares = [1, 224 / 256, 224 / 232, 224 / 236, 299 / 342, 0.9, 0.94, 0.95, 0.96];
  const sides = [...new Set(shares.flatMap((share) => [Math.round(size / share), Math.floor(size / share)]))];
  const other = fed.resize?.to === 'short-side' ? fed.resize.other : 'trunc';
  const crop = fed.crop?.at === 'center' ? fed.crop : centered('half-even');
  return sides.map((side) => ({ ...whole, resize: { to: 'short-side', side, other }, crop }));
});

/** Squashed to a larger square, then cropped. */
export const squashThenCrop = geometry('squash-crop', (fed) => {
  const { width, height } = sizeOf(fed);
  return [256 / 224, 1 / 0.9].map((factor) => ({
    ...whole,
    resize: { to: 'pixels', width: Math.round(width * factor), height: Math.round(height * factor) },
    crop: centered('trunc'),
  }));
});

/** A part around the centre of the image, then resized: TensorFlow's ways. */
export const centralPart = geometry('central-part', (fed) => {
  const { width, height } = sizeOf(fed);
  const padding = Math.round((32 / 224) * Math.max(width, height));
  const resize: Resize = { to: 'size' };
  return [
    { ...whole, resize, sourceCrop: { kind: 'central-fraction', fraction: 0.875 } },
    { ...whole, resize, sourceCrop: { kind: 'padded-square', padding } },
    { ...whole, resize, sourceCrop: { kind: 'central-square', fraction: 1, offset: 'trunc' } },
    { ...whole, resize, sourceCrop: { kind: 'central-square', fraction: 0.875, offset: 'trunc' } },
  ];
});

/** The whole picture with bars around it: `fit: 'contain'`. */
export const letterbox = geometry('letterbox', (fed) =>
  fed.pad === undefined
    ? (['center', 'top-left'] as const).flatMap((picture) =>
        [0, 114, 128, 255].map((fill) => ({
          ...whole,
          resize: { to: 'contain', enlarge: true } as const,
          pad: { picture, fill, when: 'before-values' } as const,
        })),
      )
    : [],
);

/** Bars of another value. */
export const padFill = geometry('pad-fill', ({ pad }) =>
  pad === undefined ? [] : [0, 114, 127.5, 128, 255].map((fill) => ({ pad: { ...pad, fill, when: 'before-values' } })),
);

/** Zeros put around the finished values, where the recipe fills pixels, or the other way round. */
export const padOrder = geometry('pad-order', ({ pad }) =>
  pad === undefined
    ? []
    : [{ pad: { ...pad, fill: 0, when: pad.when === 'after-values' ? 'before-values' : 'after-values' } }],
);

/** The picture in the corner instead of the centre, or the other way round. */
export const padCorner = geometry('pad-corner', ({ pad }) =>
  pad === undefined ? [] : [{ pad: { ...pad, picture: pad.picture === 'center' ? 'top-left' : 'center' } }],
);

/** Cropped at the top left instead of the centre. */
export const cropCorner = geometry('crop-corner', ({ crop }) =>
  crop?.at === 'center' ? [{ crop: { at: 'pixels', x: 0, y: 0 } }] : [],
);

/** An odd margin halved by another rule. */
export const cropRounding = geometry('crop-rounding', ({ crop, sourceCrop }) => [
  ...(crop?.at === 'center' ? ROUNDINGS.map((offset) => ({ crop: { ...crop, offset } })) : []),
  ...(sourceCrop !== undefined && 'offset' in sourceCrop
    ? ROUNDINGS.map((offset) => ({ sourceCrop: { ...sourceCrop, offset } }))
    : []),
]);

/** One pixel beside where the recipe crops. */
export const cropOffset = geometry('crop-offset', ({ crop }, plan) =>
  crop === undefined
    ? []
    : [-1, 0, 1].flatMap((x) =>
        [-1, 0, 1]
          .filter((y) => x !== 0 || y !== 0)
          .map((y) => ({ crop: { at: 'pixels', x: plan.crop.x + x, y: plan.crop.y + y } as const })),
      ),
);

/** The longer side rounded by another rule. */
export const sideRounding = geometry('side-rounding', ({ resize }) =>
  resize?.to === 'short-side'
    ? [...ROUNDINGS, 'float32' as const].map((other) => ({ resize: { ...resize, other } }))
    : [],
);

/** Nothing resized: the centre (or the corner) of the image itself. */
export const noResize = geometry('no-resize', () => [
  { ...whole, resize: undefined, crop: centered('trunc') },
  { ...whole, resize: undefined, crop: { at: 'pixels', x: 0, y: 0 } },
]);

/** The side meant for the shorter one given to the width (or the height) of every image. */
export const otherSide = geometry('other-side', (fed, _, { size }) => {
  const { resize, crop } = fed;
  if (resize?.to !== 'short-side') return [];
  const side = sideOf(resize.side, fed);
  const isWide = size.width >= size.height;
  const other = Math.trunc((side * Math.min(size.width, size.height)) / Math.max(size.width, size.height));
  const zeros = crop?.at === 'center' ? { ...crop, zeros: 'trunc' as const } : crop;
  return [{ resize: { to: 'pixels', width: isWide ? side : other, height: isWide ? other : side }, crop: zeros }];
});

/** Width and height of the target exchanged. */
export const sidesSwapped = geometry('sides-swapped', (fed) => {
  const { width, height } = sizeOf(fed);
  return width === height ? [] : [{ size: { width: height, height: width } }];
});
