import { ExrayError } from '../errors.ts';
import { nearest } from '../options.ts';
import { presets } from './presets/index.ts';
import type { Recipe } from './recipe.ts';
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

/** Names that hold all of the words, as written or without a version; a misspelt name; a library's own; those whose users are named so. */
const candidatesFor = (name: string): string[] => {
  const names = Object.keys(recipes);
  const words = name
    .toLowerCase()
    .split(/[^a-z0-9.]+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const holding = names.filter((each) => words.every((word) => plain(each).includes(plain(word))));
  if (holding.length > 0) return holding;
  const near = nearest(name, names, 3);
  if (near !== undefined) return [near];
  const library = names.filter((each) => each.split('/')[0] === words[0]);
  if (library.length > 0) return library;
  const stems = words.map((word) => word.replace(/v?\d.*$/, '')).filter((stem) => stem.length > 2);
  if (stems.length === 0) return [];
  const said = (each: string): string => plain(`${each} ${presets[each]?.usedBy}`);
  return names.filter((each) => stems.every((stem) => said(each).includes(plain(stem))));
};

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
