import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { presets } from '../../../src/preprocessing/presets/index.ts';
import { recipeSchema } from '../../../src/preprocessing/recipe/recipeSchema.ts';
import { processors } from '../../../src/preprocessing/resolve/huggingFaceProcessors.ts';

const page = readFileSync(new URL('../../../docs/recipes.md', import.meta.url), 'utf8');
/** Cells of the rows whose first one is a name in code. */
const rows = [...page.matchAll(/^\| (`.*) \|$/gm)].map(([, row]) =>
  (row as string).split('|').map((cell) => cell.trim()),
);

test('docs/recipes.md lists every preset with what uses it and its kernel, and no other', () => {
  const listed = rows.filter(([name]) => name?.includes('/'));
  expect(listed.map(([name, usedBy, , kernel]) => [name, usedBy, kernel])).toEqual(
    Object.entries(presets).map(([name, { usedBy, recipe }]) => [`\`${name}\``, usedBy, `\`${recipe.kernel}\``]),
  );
});

test('docs/recipes.md explains every key of a recipe', () => {
  const explained = rows
    .filter(([name]) => !name?.includes('/'))
    .flatMap(([name]) => [...(name as string).matchAll(/`(\w+)`/g)]);
  expect(explained.map(([, key]) => key).sort()).toEqual(
    Object.keys(recipeSchema.entries)
      .filter((key) => key !== 'name')
      .sort(),
  );
});

test('docs/recipes.md names every image processor of Hugging Face that is read', () => {
  for (const name of Object.keys(processors)) expect(page).toContain(name);
});
