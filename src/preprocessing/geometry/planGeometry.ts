import { ExrayError } from '../../errors.ts';
import type { Size } from '../pixels/pixels.ts';
import type { Recipe, Resize } from '../recipe/recipe.ts';
import { round } from '../recipe/round.ts';
import { sideOf, sizeOf } from '../recipe/sizeOf.ts';
import { roundHalfEven } from '../resample/roundHalfEven.ts';
import { paddingOf } from './paddingOf.ts';
import type { Plan } from './plan.ts';
import { planCrop } from './planCrop.ts';
import { planSource } from './planSource.ts';

/**
 * What a recipe's geometry means for an image of this size, in whole pixels.
 *
 * @param recipe as given; only its geometry is read
 * @param image size of the decoded image (turned upright where the recipe says so)
 * @throws ExrayError `recipe-impossible` where a crop lies outside of its picture, or the resized picture would fill the memory
 */
export const planGeometry = (recipe: Recipe, image: Size): Plan => {
  const source = planSource(recipe, image);
  const { resized, step } = planResize(recipe.resize, recipe, source);
  if (resized.width * resized.height > MOST_PIXELS) throw tooLarge(image, resized);
  const window = planCrop(recipe, resized);
  const pad = recipe.pad === undefined ? window.pad : paddingOf(recipe, recipe.pad, window.crop);
  const size = {
    width: window.crop.width + pad.left + pad.right,
    height: window.crop.height + pad.top + pad.bottom,
  };
  return { source, resized, ...(step === undefined ? {} : { step }), crop: window.crop, pad, size };
};

/** Memory stops growing here: 768 MiB of floats. A line of text 60,000 pixels wide and 20 high would ask for more. */
const MOST_PIXELS = 2 ** 26;

const tooLarge = (image: Size, { width, height }: Size): ExrayError =>
  new ExrayError('recipe-impossible', {
    what: `recipe: resize makes ${width}x${height} pixels of an image of ${image.width}x${image.height}`,
    why: `At most ${MOST_PIXELS} are made`,
    fix: 'Cut the image first, or resize to a fixed size',
  });

const planResize = (
  resize: Resize | undefined,
  recipe: Recipe,
  { width, height }: Size,
): { resized: Size; step?: { x: number; y: number } } => {
  if (resize === undefined) return { resized: { width, height } };
  const target = sizeOf(recipe);
  switch (resize.to) {
    case 'size':
      return { resized: target };
    case 'pixels':
      return { resized: { width: resize.width, height: resize.height } };
    case 'short-side':
      return { resized: atLeastOne(shortSide(sideOf(resize.side, recipe), resize.other, width, height)) };
    case 'cover': {
      const factor = Math.max(target.width / width, target.height / height);
      const resized = { width: roundHalfEven(width * factor), height: roundHalfEven(height * factor) };
      return { resized, step: { x: 1 / factor, y: 1 / factor } };
    }
    case 'contain': {
      const fit = Math.min(target.width / width, target.height / height);
      const factor = resize.enlarge ? fit : Math.min(fit, 1);
      return { resized: atLeastOne({ width: roundHalfEven(width * factor), height: roundHalfEven(height * factor) }) };
    }
    case 'multiple': {
      const limit = sideOf(resize.limit, recipe);
      const side = resize.limits === 'longer' ? Math.max(width, height) : Math.min(width, height);
      const scales = resize.limits === 'longer' ? side > limit : side < limit;
      const factor = scales ? limit / side : 1;
      const fitting = (n: number): number =>
        Math.max(roundHalfEven(Math.trunc(n * factor) / resize.of) * resize.of, resize.of);
      return { resized: { width: fitting(width), height: fitting(height) } };
    }
    case 'height': {
      const most = Math.trunc(resize.height * Math.max(resize.width / resize.height, width / height));
      return {
        resized: { width: Math.min(Math.ceil((resize.height * width) / height), most), height: resize.height },
      };
    }
  }
};

const shortSide = (
  side: number,
  other: Extract<Resize, { to: 'short-side' }>['other'],
  width: number,
  height: number,
): Size => {
  if (other === 'float32') {
    const { fround } = Math;
    const factor = fround(fround(side) / fround(Math.min(width, height)));
    const scaled = (n: number): number => Math.trunc(fround(fround(n) * factor));
    return { width: scaled(width), height: scaled(height) };
  }
  return width <= height
    ? { width: side, height: round((side * height) / width, other) }
    : { width: round((side * width) / height, other), height: side };
};

/** A very long picture keeps a line of pixels. */
const atLeastOne = ({ width, height }: Size): Size => ({ width: Math.max(width, 1), height: Math.max(height, 1) });
