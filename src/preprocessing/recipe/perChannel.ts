import type { Recipe } from './recipe.ts';

/** A recipe's value map with one number per channel of the tensor, in the tensor's channel order. */
export interface PerChannel {
  scale: number[];
  mean: number[];
  std: number[];
}

/** Spreads numbers that stand for all channels: three, or one for gray. */
export const perChannel = (recipe: Pick<Recipe, 'channels' | 'scale' | 'mean' | 'std'>): PerChannel => {
  const count = recipe.channels === 'gray' ? 1 : 3;
  const spread = (values: number | readonly number[]): number[] =>
    typeof values === 'number' ? new Array<number>(count).fill(values) : [...values];
  return { scale: spread(recipe.scale), mean: spread(recipe.mean), std: spread(recipe.std) };
};
