import 'exray/vitest';
import { record } from 'exray';
import { expect, test } from 'vitest';
import { features } from '../app/features.ts';

const photo = 'photos/cat.jpg';

test('preprocessing that is right passes', async () => {
  const trace = await record(() => features(photo), { image: photo });
  await expect(trace).toHavePreprocessing('../recipe.json');
  await expect(trace).toMatchReference('../models/model.onnx', { recipe: '../recipe.json' });
});

test('BGR is named with its fix and pictures', async () => {
  const trace = await record(() => features(photo, [2, 1, 0]), { image: photo });
  await expect(trace).toHavePreprocessing('../recipe.json');
});

test('a promise that nobody awaits is named', async () => {
  const trace = await record(() => features(photo), { image: photo });
  expect(trace).toHavePreprocessing('../recipe.json');
});
