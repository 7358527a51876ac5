import type { Pixels } from '../pixels/pixels.ts';
import { roomLike } from '../pixels/roomLike.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { resamplerOf } from '../resample/index.ts';
import type { Box, Plan } from './plan.ts';

/**
 * A recipe's geometry, done: cut, resized by the recipe's kernel, cut again, and padded where that comes before the
 * value map. RGB in 0..255 units; floats where the kernel does not round.
 *
 * @param pixels RGB, as `decode` gives them
 * @param plan of {@link planGeometry} for these pixels
 */
export const render = (pixels: Pixels, plan: Plan, recipe: Pick<Recipe, 'kernel' | 'pillow' | 'pad'>): Pixels => {
  const source = cut(pixels, plan.source);
  const { width, height } = plan.resized;
  const isSame = source.width === width && source.height === height;
  const { x, y } = plan.crop;
  const picture = isSame
    ? cut(source, plan.crop)
    : resamplerOf(recipe.kernel).resample(source, width, height, {
        window: [x, y, x + plan.crop.width, y + plan.crop.height],
        ...(plan.step === undefined ? {} : { step: plan.step }),
        ...(recipe.pillow === undefined ? {} : { pillow: recipe.pillow }),
      });
  if (recipe.pad?.when === 'after-values') return picture;
  return padded(picture, plan.pad, rgbOf(recipe.pad?.fill ?? 0));
};

/** A part of a picture; the picture itself where that is all of it. */
export const cut = (pixels: Pixels, { x, y, width, height }: Box): Pixels => {
  const { channels } = pixels;
  if (x === 0 && y === 0 && width === pixels.width && height === pixels.height) return pixels;
  const data = roomLike(pixels.data, width * height * channels);
  const row = width * channels;
  for (let line = 0; line < height; line++) {
    const start = ((y + line) * pixels.width + x) * channels;
    data.set(pixels.data.subarray(start, start + row), line * row);
  }
  return { data, width, height, channels };
};

const padded = (pixels: Pixels, pad: Plan['pad'], fill: readonly number[]): Pixels => {
  const { channels } = pixels;
  const width = pixels.width + pad.left + pad.right;
  const height = pixels.height + pad.top + pad.bottom;
  if (width === pixels.width && height === pixels.height) return pixels;
  const data = roomLike(pixels.data, width * height * channels);
  for (let i = 0; i < data.length; i++) data[i] = fill[i % channels] as number;
  const row = pixels.width * channels;
  for (let line = 0; line < pixels.height; line++) {
    const start = ((pad.top + line) * width + pad.left) * channels;
    data.set(pixels.data.subarray(line * row, (line + 1) * row), start);
  }
  return { data, width, height, channels };
};

const rgbOf = (fill: number | readonly [number, number, number]): readonly number[] =>
  typeof fill === 'number' ? [fill, fill, fill] : fill;
