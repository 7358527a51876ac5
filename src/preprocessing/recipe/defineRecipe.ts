import { checkRecipe } from './checkRecipe.ts';
import type { Recipe } from './recipe.ts';

/**
 * A recipe of your own, checked where it is written. Give all steps, or spread a preset:
 * `defineRecipe({ ...recipes['timm/imagenet-0.95'], size: 160 })`.
 *
 * @returns the recipe itself
 * @throws ExrayError `bad-recipe` that names the key, `kernel-unknown`
 */
export const defineRecipe = <const R extends Recipe>(recipe: R): R => {
  checkRecipe(recipe);
  return recipe;
};
