import { fileURLToPath } from 'node:url';
import { record } from 'exray';
import { expect, test } from 'vitest';
import { classify } from '../src/classify.js';

const photo = (name) => fileURLToPath(new URL(`../../../fixtures/photos/${name}`, import.meta.url));
/** How training made a tensor of a photo. */
const recipe = '../reference/recipe.json';
/** What came out of training, exported for another runtime: planes instead of pixels, other names, nothing fused. */
const exported = '../../../fixtures/models/effnet-lite0.onnx';

test('a palace is a palace', async () => {
  const [best] = await classify(photo('china.jpg'));
  expect(best.label).toBe('palace');
});

test.each(['china.jpg', 'chelsea.png'])('%s is fed as in training', async (name) => {
  const image = photo(name);
  const trace = await record(() => classify(image), { image });
  await expect(trace).toHavePreprocessing(recipe);
});

test('every layer of the converted model computes what the exported one does', async () => {
  const image = photo('china.jpg');
  const trace = await record(() => classify(image), { image });
  await expect(trace).toMatchReferenceLayers(exported);
});
