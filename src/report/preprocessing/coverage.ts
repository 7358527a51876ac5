import { type Coverage, recipeCoverage as coverage } from '../../preprocessing/coverage/recipeCoverage.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import type { ImageSource } from '../../trace/trace.ts';
import { coverageSentences } from './coverageWords.ts';

/** Which bugs an image would show, as names and in words. */
export interface RecipeCoverage extends Coverage {
  /** What it cannot show and what to add, one sentence for each reason. */
  notes: string[];
}

/**
 * Which of the known bugs an image can show under a recipe: each is simulated, and compared with what the recipe makes.
 *
 * @returns names of bugs (`channels/bgr`), why the others stay hidden, and that in words
 * @throws ExrayError those of recipes and images
 */
export async function recipeCoverage(image: ImageSource, recipe: string | Recipe): Promise<RecipeCoverage> {
  const found = await coverage(image, recipe);
  return { ...found, notes: coverageSentences(found) };
}
