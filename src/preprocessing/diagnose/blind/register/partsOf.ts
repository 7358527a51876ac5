import type { Rect } from './sampleRect.ts';

const sizes = [1, 0.97, 0.94, 0.91, 0.875, 0.84, 0.8, 0.75, 0.7, 0.63, 0.56, 0.5, 0.44, 0.38, 0.33, 0.28];
const fewSizes = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.42, 0.35, 0.28, 0.22];
const places = [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1];
const fractions = [1, 0.97, 0.94, 0.9, 0.875, 0.84, 0.8, 0.7];
/** How much wider than the tensor's own aspect a part may be that was squeezed into it. */
const squeezes = [0.5, 0.63, 0.8, 1, 1.25, 1.6, 2];

/**
 * Parts of an image that may have become a picture of this aspect (width by height), as fractions of the image's sides:
 * all of it, its centre, and parts of the same aspect of many sizes at many places; where `squeezed`, of others, too.
 */
export const partsOf = (aspect: number, imageAspect: number, squeezed: boolean): Rect[] => {
  const parts = new Map<string, Rect>();
  const add = (left: number, top: number, width: number, height: number): void => {
    const key = [left, top, width, height].map((n) => n.toFixed(4)).join();
    if (!parts.has(key)) parts.set(key, { left, top, right: left + width, bottom: top + height });
  };
  for (const f of fractions) add((1 - f) / 2, (1 - f) / 2, f, f);
  for (const squeeze of squeezed ? squeezes : [1]) {
    const wanted = (aspect * squeeze) / imageAspect;
    const [width, height] = wanted < 1 ? [wanted, 1] : [1, 1 / wanted];
    for (const size of squeezed ? fewSizes : sizes) {
      const [w, h] = [width * size, height * size];
      for (const u of places) for (const v of places) add((1 - w) * u, (1 - h) * v, w, h);
    }
  }
  return [...parts.values()];
};
