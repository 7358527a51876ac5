import type { Recipe } from '../recipe/recipe.ts';
import { type PresetName, presets } from './index.ts';

/** With all that it holds: presets share steps, and a change to one would change others. */
const frozen = <T extends object>(value: T): T => {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part);
  return Object.freeze(value);
};

/**
 * Recipes of libraries, by library and use. Plain data: spread one to change it, `{ ...recipes['transformers/clip'],
 * size: 336 }`; what follows the size in its library follows it here. docs/recipes.md lists them with what uses them.
 */
export const recipes: Readonly<Record<PresetName, Recipe>> & Readonly<Record<string, Recipe>> = Object.fromEntries(
  Object.entries(presets).map(([name, { recipe }]) => [name, frozen({ name, ...recipe })]),
) as Record<PresetName, Recipe>;
