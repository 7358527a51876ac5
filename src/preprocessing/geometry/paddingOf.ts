import type { Size } from '../pixels/pixels.ts';
import type { Pad, Recipe } from '../recipe/recipe.ts';
import { sizeOf } from '../recipe/sizeOf.ts';
import type { Plan } from './plan.ts';

/** What a recipe's padding puts around a picture of this size. */
export const paddingOf = (recipe: Recipe, pad: Pad, picture: Size): Plan['pad'] => {
  const target = paddedSize(recipe, picture);
  const lacking = (side: number, wanted: number): number => {
    const all = Math.max(wanted - side, 0);
    return pad.stride === undefined ? all : all % pad.stride;
  };
  const across = lacking(picture.width, target.width);
  const down = lacking(picture.height, target.height);
  if (pad.picture === 'top-left') return { left: 0, top: 0, right: across, bottom: down };
  return { left: before(across), right: after(across), top: before(down), bottom: after(down) };
};

// ultralytics 8, data/augment.py, LetterBox: halves are rounded after a tenth is taken off, or added.
const before = (all: number): number => Math.floor(all / 2);
const after = (all: number): number => Math.ceil(all / 2);

const paddedSize = (recipe: Recipe, picture: Size): Size => {
  const { resize } = recipe;
  if (resize?.to !== 'height') return sizeOf(recipe);
  // As wide as the recipe says, or as the picture, which then is cut to what its aspect needs.
  const width = Math.max(picture.width, Math.trunc(resize.height * (resize.width / resize.height)));
  return { width, height: resize.height };
};
