import { changed } from '../pipeline/changed.ts';
import { turnOfExif } from '../pipeline/turns.ts';
import type { Hypothesis } from './hypothesis.ts';

/** A colour profile converted to sRGB (sharp and browsers do so unasked), or one that should have been and was not. */
export const icc: Hypothesis = {
  name: 'decode/icc',
  step: 'decode',
  needs: 'icc',
  inject: (fed, image) =>
    image.icc
      ? [changed(fed, { decode: { ...fed.decode, icc: fed.decode.icc === 'applied' ? 'ignored' : 'applied' } })]
      : [],
};

/** Transparent pixels blended over a background, or their hidden colours shown. */
export const alpha: Hypothesis = {
  name: 'decode/alpha',
  step: 'decode',
  needs: 'alpha',
  inject: (fed, image) => {
    if (!image.alpha) return [];
    const ways = ['dropped', [255, 255, 255], [0, 0, 0]] as const;
    return ways
      .filter((way) => String(way) !== String(fed.decode.alpha))
      .map((way) => changed(fed, { decode: { ...fed.decode, alpha: way } }));
  },
};

/** CMYK, 16-bit gray: what the decoders of other libraries make of the same file. */
export const decoder: Hypothesis = {
  name: 'decode/decoder',
  step: 'decode',
  inject: (fed, image) =>
    image.format === undefined
      ? []
      : (['pillow', 'opencv', 'tf', 'sharp'] as const)
          .filter((like) => like !== fed.decode.like)
          .map((like) => changed(fed, { decode: { ...fed.decode, like } })),
};

/** libvips reads a large JPEG at a fraction of its size before it resizes it. */
export const shrinkOnLoad: Hypothesis = {
  name: 'decode/shrink-on-load',
  step: 'decode',
  needs: 'jpeg',
  inject: (fed, image) =>
    image.format === 'jpeg' &&
    fed.shrinkOnLoad === undefined &&
    fed.sourceCrop === undefined &&
    fed.resize !== undefined
      ? ([2, 4, 8] as const)
          .filter((factor) => factor * 64 < Math.min(image.size.width, image.size.height))
          .map((factor) => changed(fed, { shrinkOnLoad: factor }))
      : [],
};

/** The file's EXIF orientation left alone. */
export const exifIgnored: Hypothesis = {
  name: 'orientation/exif-ignored',
  step: 'orientation',
  needs: 'exif',
  inject: (fed, image) =>
    image.exif > 1 && fed.decode.orientation === 'exif'
      ? [changed(fed, { decode: { ...fed.decode, orientation: 'stored' } })]
      : [],
};

/** The file's EXIF orientation applied where the recipe takes pixels as they are stored. */
export const exifApplied: Hypothesis = {
  name: 'orientation/exif-applied',
  step: 'orientation',
  needs: 'exif',
  inject: (fed, image) =>
    image.exif > 1 && fed.decode.orientation === 'stored'
      ? [changed(fed, { decode: { ...fed.decode, orientation: 'exif' } })]
      : [],
};

/** Turned upright twice: by the decoder and by the app. */
export const exifTwice: Hypothesis = {
  name: 'orientation/exif-twice',
  step: 'orientation',
  needs: 'exif',
  inject: (fed, image) => {
    const by = turnOfExif(image.exif);
    return by === 'none' || fed.turn !== undefined
      ? []
      : [changed(fed, { decode: { ...fed.decode, orientation: 'exif' }, turn: { by, when: 'before-resize' } })];
  },
};
