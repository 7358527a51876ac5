import { ExrayError } from '../../errors.ts';
import type { Size } from '../pixels/pixels.ts';
import type { Recipe, Rounding } from '../recipe/recipe.ts';
import { round } from '../recipe/round.ts';
import { sizeOf } from '../recipe/sizeOf.ts';
import type { Box, Plan } from './plan.ts';

/** Which part of the resized image is kept, and the black margins where it is too small and the recipe's library adds them. */
export const planCrop = (recipe: Recipe, resized: Size): { crop: Box; pad: Plan['pad'] } => {
  const { crop } = recipe;
  if (crop === undefined) return { crop: { x: 0, y: 0, ...resized }, pad: none };
  const target = sizeOf(recipe);
  if (crop.at === 'pixels') {
    const box = { x: crop.x, y: crop.y, ...target };
    if (!isInside(box, resized)) throw outside('crop', box, resized, 'the resized picture');
    return { crop: box, pad: none };
  }
  const { offset, zeros } = crop;
  const isSmaller = target.width > resized.width || target.height > resized.height;
  if (isSmaller && zeros === undefined && recipe.pad === undefined)
    throw outside('crop', { x: 0, y: 0, ...target }, resized, 'the resized picture');
  const x = alongAxis(resized.width, target.width, offset, zeros);
  const y = alongAxis(resized.height, target.height, offset, zeros);
  return {
    crop: { x: x.from, y: y.from, width: x.length, height: y.length },
    pad: { left: x.before, right: x.after, top: y.before, bottom: y.after },
  };
};

const none = { left: 0, top: 0, right: 0, bottom: 0 };

const alongAxis = (side: number, target: number, offset: Rounding, zeros: Rounding = 'trunc') => {
  if (target <= side) return { from: round((side - target) / 2, offset), length: target, before: 0, after: 0 };
  const before = round((target - side) / 2, zeros);
  return { from: 0, length: side, before, after: target - side - before };
};

/** Whether a box with whole sides lies in a picture. */
export const isInside = ({ x, y, width, height }: Box, picture: Size): boolean =>
  x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= picture.width && y + height <= picture.height;

/** The error for a part of a picture that it does not have. */
export const outside = (key: 'crop' | 'sourceCrop', box: Box, picture: Size, which: string): ExrayError =>
  new ExrayError('recipe-impossible', {
    what: `recipe: ${key} takes ${box.width}x${box.height} pixels at (${box.x}, ${box.y}), and ${which} has ${picture.width}x${picture.height}`,
    fix:
      key === 'crop'
        ? "Resize to a longer side, or say what is around the picture: crop.zeros ('trunc' as torchvision, 'ceil' as transformers) or pad"
        : 'Give a box that lies in the image, or leave sourceCrop out',
  });
