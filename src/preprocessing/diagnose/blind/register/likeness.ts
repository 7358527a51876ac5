import { grayOf } from '../picture/grayOf.ts';
import type { Planes } from '../picture/planes.ts';
import { type Pyramid, pyramidOf } from './shrunk.ts';
import { type Thumbnails, thumbnailsOf } from './thumbnails.ts';

/** What an image is recognised by: one gray picture of it. */
export interface Likeness {
  pyramid: Pyramid;
  thumbnails: Thumbnails;
}

/** The grays by which tensors are compared with an image. */
export interface Likenesses {
  /** Of all channels. */
  whole: Likeness;
  /** And red, green and blue alone: what a tensor is like of which only one channel was written. */
  single(): readonly Likeness[];
}

export const likenessesOf = (image: Planes): Likenesses => {
  const of = (channels?: readonly number[]): Likeness => {
    const pyramid = pyramidOf(grayOf(image, channels));
    return { pyramid, thumbnails: thumbnailsOf(pyramid) };
  };
  const whole = of();
  let single: readonly Likeness[] | undefined;
  return {
    whole,
    single: () => {
      single ??= image.channels < 3 ? [whole] : [whole, of([0]), of([1]), of([2])];
      return single;
    },
  };
};
