import type { Size } from '../../../pixels/pixels.ts';
import type { Planes } from '../picture/planes.ts';
import { partsOf } from './partsOf.ts';
import { type Rect, samplePyramid } from './sampleRect.ts';
import type { Pyramid } from './shrunk.ts';
import { standardise, summed, thumbnailOf, thumbnailSide } from './thumbnail.ts';

/** Standardised thumbnails of many parts of an image; made once for all views of a tensor. */
export interface Thumbnails {
  size: Size;
  /**
   * @param aspect width by height of the whole picture that a part became
   * @param within only this part of each, in fractions of its sides
   * @param squeezed whether parts of other aspects are taken, too
   * @returns the parts in fractions of the image's sides, and their thumbnails one after another
   */
  of(aspect: number, within: Rect, squeezed: boolean): { rects: Rect[]; pictures: Float32Array };
}

/** The longer side of the image that thumbnails are taken from. */
const longest = 80;

export const thumbnailsOf = (image: Pyramid): Thumbnails => {
  const { width, height } = image[0] as Planes;
  const shrink = Math.max(1, Math.max(width, height) / longest);
  const small = samplePyramid(
    image,
    { left: 0, top: 0, right: width, bottom: height },
    Math.max(8, Math.round(width / shrink)),
    Math.max(8, Math.round(height / shrink)),
  );
  const sums = summed(small);
  const kept = new Map<string, ReturnType<Thumbnails['of']>>();
  return {
    size: { width, height },
    of: (aspect, within, squeezed) => {
      const key = [aspect.toFixed(4), ...Object.values(within).map((n) => n.toFixed(4)), squeezed].join();
      const known = kept.get(key);
      if (known !== undefined) return known;
      const rects = partsOf(aspect, width / height, squeezed).map((rect) => partOf(rect, within));
      const length = thumbnailSide ** 2;
      const pictures = new Float32Array(rects.length * length);
      rects.forEach((rect, i) => {
        const picture = pictures.subarray(i * length, (i + 1) * length);
        thumbnailOf(sums, small, rect, picture);
        standardise(picture);
      });
      const made = { rects, pictures };
      kept.set(key, made);
      return made;
    },
  };
};

const partOf = (rect: Rect, part: Rect): Rect => {
  const [width, height] = [rect.right - rect.left, rect.bottom - rect.top];
  return {
    left: rect.left + width * part.left,
    top: rect.top + height * part.top,
    right: rect.left + width * part.right,
    bottom: rect.top + height * part.bottom,
  };
};
