import { presetNamed } from '../presets/presetNamed.ts';
import { checkRecipe } from '../recipe/checkRecipe.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { readRecipe } from './readRecipe.ts';

/**
 * The recipe that a user means.
 *
 * @param recipe a preset's name, a recipe, or the path of a Hugging Face `preprocessor_config.json` or of a recipe kept as JSON
 * @param folder that paths are relative to; the working directory where left out
 * @throws ExrayError `recipe-unknown` with the candidates, `bad-recipe` naming the key, `recipe-missing` for a path that does not exist
 */
export const resolveRecipe = async (recipe: string | Recipe, folder?: string): Promise<Recipe> => {
  if (typeof recipe !== 'string') return checkRecipe(recipe);
  return recipe.toLowerCase().endsWith('.json') ? readRecipe(recipe, folder) : presetNamed(recipe);
};
