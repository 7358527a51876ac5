import { type BaseIssue, safeParse } from 'valibot';
import { ExrayError, type Problem } from '../../errors.ts';
import { shown } from '../../options.ts';
import { resamplerOf } from '../resample/index.ts';
import { perChannel } from './perChannel.ts';
import type { Recipe } from './recipe.ts';
import { recipeSchema } from './recipeSchema.ts';

/**
 * The recipe itself where it can be used.
 *
 * @param recipe as a user gave it
 * @param where words for messages: the recipe's file, or `recipe`
 * @throws ExrayError `bad-recipe` that names the key and, where one is near, the one that was meant; `kernel-unknown`
 */
export const checkRecipe = (recipe: unknown, where = 'recipe'): Recipe => {
  const bad = (problem: Problem) => new ExrayError('bad-recipe', { ...problem, what: `${where}: ${problem.what}` });
  if (typeof recipe !== 'object' || recipe === null || Array.isArray(recipe))
    throw bad({
      what: `it is ${shown(recipe)}, not a recipe`,
      fix: "Give a preset's name, a recipe as plain data ({ ...recipes['torchvision/imagenet-v2'], size: 160 }), or the path of a preprocessor_config.json",
    });
  const result = safeParse(recipeSchema, recipe, { abortEarly: true });
  if (!result.success) throw bad(problemOf(result.issues[0]));
  const checked = recipe as Recipe;
  resamplerOf(checked.kernel);
  const conflict = conflictIn(checked);
  if (conflict !== undefined) throw bad(conflict);
  return checked;
};

const problemOf = (issue: BaseIssue<unknown>): Problem => {
  const path = (issue.path ?? []).map((part) => String(part.key)).join('.');
  if (issue.expected === 'never') return { what: `there is no key ${path}`, fix: issue.message };
  if (issue.input === undefined)
    return {
      what: `${path} is missing`,
      fix: 'Every step is explicit: spread a preset and change what differs, such as { ...recipes[name], kernel: "pillow/bicubic" }',
    };
  return { what: `${path} is ${shown(issue.input)}`, why: `Expected ${issue.message}` };
};

/** Keys that are right alone and impossible together. */
const conflictIn = (recipe: Recipe): Problem | undefined => {
  const { channels, dtype, quantization } = recipe;
  const count = channels === 'gray' ? 1 : 3;
  for (const key of ['mean', 'std'] as const) {
    const values = recipe[key];
    if (typeof values !== 'number' && values.length !== count)
      return { what: `${key} has ${values.length} numbers, and channels '${channels}' are ${count}` };
  }
  const isInteger = dtype === 'uint8' || dtype === 'int8';
  if (!isInteger && quantization !== undefined)
    return {
      what: `quantization is given, and dtype is '${dtype}'`,
      fix: "Leave it out, or say dtype 'uint8' or 'int8'",
    };
  const levels = levelsOf(recipe);
  if (isInteger && levels < fewest)
    return {
      what: `dtype is '${dtype}', and scale, mean and std leave ${Math.floor(levels) + 1} levels of the 256`,
      fix: 'Give the quantization of the model input { scale, zeroPoint }, or scale 1, mean 0 (uint8) or 128 (int8) and std 1',
    };
  const { crop, pad } = recipe;
  if (crop?.at === 'center' && crop.zeros !== undefined && pad !== undefined)
    return { what: 'crop.zeros and pad both fill up a picture that is too small', fix: 'Leave one of them out' };
  return undefined;
};

/** Quantized models use most of their levels; the commonest mistake leaves 2 to 6. */
const fewest = 16;

/** Whole numbers between what black and white become, in the channel that has fewest. */
const levelsOf = (recipe: Recipe): number => {
  const { scale, std } = perChannel(recipe);
  const step = recipe.quantization?.scale ?? 1;
  return Math.min(...std.map((deviation, i) => Math.abs((255 * (scale[i] as number)) / deviation / step)));
};
