import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { ExrayError } from '../../errors.ts';
import { shownPath } from '../../formats/shownPath.ts';
import { checkRecipe } from '../recipe/checkRecipe.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { fromHuggingFace } from './huggingFace.ts';

/**
 * The recipe of a JSON file: of an image processor of Hugging Face, or a recipe itself.
 *
 * @throws ExrayError `recipe-missing`, `bad-recipe`
 */
export const readRecipe = async (path: string, folder = process.cwd()): Promise<Recipe> => {
  const file = resolve(folder, path);
  const json = parsed(await textOf(file), file);
  const label = basename(file);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw notRecipe(file);
  // transformers 5 keeps all processors of a model in processor_config.json.
  const config = (json as { image_processor?: object }).image_processor ?? json;
  if ('image_processor_type' in config || 'feature_extractor_type' in config)
    return checkRecipe(fromHuggingFace(config as Record<string, unknown>, label), label);
  if ('kernel' in json || 'decode' in json) return checkRecipe(json, label);
  throw notRecipe(file);
};

const textOf = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ExrayError(
      'recipe-missing',
      {
        what: `the recipe's file ${shownPath(file)} can't be read (${(cause as NodeJS.ErrnoException).code ?? cause})`,
        fix: 'Give the path of a preprocessor_config.json or of a recipe kept as JSON, or the name of a preset',
      },
      { cause },
    );
  }
};

const parsed = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ExrayError(
      'bad-recipe',
      { what: `${shownPath(file)} is no JSON`, why: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    );
  }
};

const notRecipe = (file: string): ExrayError =>
  new ExrayError('bad-recipe', {
    what: `${shownPath(file)} is neither an image processor's configuration nor a recipe`,
    why: 'It has no image_processor_type (Hugging Face), and no kernel and decode (a recipe)',
    fix: "Give the model's preprocessor_config.json; config.json describes the network, not its input",
  });
