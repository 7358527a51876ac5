import { expect, test } from 'vitest';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import { presetsLike } from '../../../src/reference/fed/presetsLike.ts';

const photo = { width: 640, height: 427 };
const names = (...given: Parameters<typeof presetsLike>) => presetsLike(...given).map(({ name }) => name);

test('every preset is found as itself', () => {
  for (const [name, recipe] of Object.entries(recipes)) expect(names(recipe, photo)).toContain(name);
});

test('those that do the same are found, and those that differ in one step are not', () => {
  const clip = recipes['transformers/clip'];
  expect(names(clip, photo)).toEqual(['transformers/clip']);
  const { name, ...unnamed } = { ...clip, kernel: 'sharp/cubic', layout: 'NHWC' } as const;
  expect(names(unnamed, photo)).toEqual(['transformers/clip']);
  for (const other of [
    { kernel: 'pillow/bilinear' },
    { channels: 'BGR' },
    { mean: 0.5 },
    { crop: { at: 'pixels', x: 0, y: 0 } },
    { gamma: 2.2 },
    { order: 'GRB' },
  ] as const)
    expect(names({ ...clip, ...other }, photo)).toEqual([]);
});

test('a preset is found at another size', () => {
  const [like] = presetsLike({ ...recipes['transformers/clip'], size: 336 }, photo);
  expect(like).toMatchObject({ name: 'transformers/clip', recipe: { size: 336 } });
  expect(like?.usedBy).toMatch(/CLIP/);
});
