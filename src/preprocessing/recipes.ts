import { type PresetName, presets } from './presets/index.ts';
import type { Recipe } from './recipe.ts';

/**
 * Recipes of libraries, by library and use. Plain data: spread one to change it, `{ ...recipes['transformers/clip'],
 * size: 336 }`; what follows the size in its library follows it here. docs/recipes.md lists them with what uses them.
 */
export const recipes: Readonly<Record<PresetName, Recipe>> & Readonly<Record<string, Recipe>> = Object.fromEntries(
  Object.entries(presets).map(([name, { recipe }]) => [name, Object.freeze({ name, ...recipe })]),
) as Record<PresetName, Recipe>;
