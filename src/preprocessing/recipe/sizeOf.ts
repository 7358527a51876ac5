import type { Size } from '../pixels/pixels.ts';
import type { Recipe, Side } from './recipe.ts';
import { round } from './round.ts';

/** The recipe's size in pixels; one number stands for a square. */
export const sizeOf = ({ size }: Pick<Recipe, 'size'>): Size =>
  typeof size === 'number' ? { width: size, height: size } : { width: size.width, height: size.height };

/** A side in pixels. One that follows the size follows the longer side of it, so that a crop of that size fits. */
export const sideOf = (side: Side, recipe: Pick<Recipe, 'size'>): number => {
  if (typeof side === 'number') return side;
  const { width, height } = sizeOf(recipe);
  return round((Math.max(width, height) * side.times) / side.per, side.rounding);
};
