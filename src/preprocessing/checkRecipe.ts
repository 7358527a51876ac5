import type { Recipe } from './recipe.ts';

export const checkRecipe = (recipe: Recipe): Recipe => recipe;
