import { ExrayError } from '../../errors.ts';
import { nearest } from '../../options.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { presets } from './index.ts';
import { recipes } from './recipes.ts';

/**
 * The preset of a name. A word that several names hold, such as `imagenet`, names none: the error lists them.
 *
 * @throws ExrayError `recipe-unknown`
 */
export const presetNamed = (name: string): Recipe => {
  if (Object.hasOwn(recipes, name)) return recipes[name] as Recipe;
  const candidates = candidatesFor(name);
  throw new ExrayError('recipe-unknown', {
    what: `there is no recipe ${JSON.stringify(name)}`,
    ...(candidates.length > 1
      ? { why: 'Libraries preprocess differently under that name, by a pixel or by a kernel' }
      : {}),
    fix:
      candidates.length === 0
        ? `A recipe is named by library and use. There are those of ${libraries().join(', ')} (docs/recipes.md), and a path of a preprocessor_config.json works, too`
        : candidates.length === 1
          ? `Did you mean '${candidates[0]}'?`
          : `Name the one that the model was trained or exported with:\n${candidates.map((each) => `  '${each}'`).join('\n')}`,
  });
};

const libraries = (): string[] => [...new Set(Object.keys(recipes).map((name) => name.split('/')[0] as string))];

/** Those whose names or users hold all of the words; a misspelt name; a library's own; the same without versions. */
const candidatesFor = (name: string): string[] => {
  const names = Object.keys(recipes);
  const same = names.find((each) => each.toLowerCase() === name.toLowerCase());
  if (same !== undefined) return [same];
  const words = name
    .toLowerCase()
    .split(/[^a-z0-9.]+/)
    .filter((word) => word !== '');
  const holding = (parts: readonly string[]): string[] =>
    parts.length === 0 ? [] : names.filter((each) => parts.every((part) => isSaid(part, each, !name.includes('/'))));
  const found = holding(words);
  if (found.length > 0) return found;
  const near = nearest(name, names, 3);
  if (near !== undefined) return [near];
  const library = names.filter((each) => each.split('/')[0] === words[0]);
  if (library.length > 0) return library;
  return holding(words.map((word) => word.replace(/v?\d.*$/, '')).filter((stem) => stem.length > 2));
};

/** In the name, or among its users where the word is long enough to mean one. */
const isSaid = (word: string, name: string, asksUsers: boolean): boolean =>
  plain(name).includes(plain(word)) ||
  (asksUsers && word.length > 2 && plain(presets[name]?.usedBy ?? '').includes(plain(word)));

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
