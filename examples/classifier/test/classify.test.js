import { fileURLToPath } from 'node:url';
import { record } from 'exray';
import { expect, test } from 'vitest';
import { classify } from '../src/classify.js';

const photo = (name) => fileURLToPath(new URL(`../../../fixtures/photos/${name}`, import.meta.url));
/** How training made a tensor of a photo. */
const recipe = '../reference/recipe.json';
/** What came out of training, as exported. The app ships its own copies, which somebody may have converted since. */
const exported = '../../../fixtures/models/effnet-lite0.onnx';

test('a palace is a palace', async () => {
  const [best] = await classify(photo('china.jpg'));
  expect(best.label).toBe('palace');
});

test.each(['china.jpg', 'chelsea.png', 'rocket.jpg'])('%s is fed as in training', async (name) => {
  const image = photo(name);
  const trace = await record(() => classify(image), { image });
  await expect(trace).toHavePreprocessing(recipe);
});

test('every layer of the shipped model computes what the exported one does', async () => {
  const image = photo('china.jpg');
  const trace = await record(() => classify(image), { image });
  await expect(trace).toMatchReferenceLayers(exported);
});

test('the app computes what training computed on this photo', async () => {
  const image = photo('china.jpg');
  const trace = await record(() => classify(image), { image });
  // Training resized with Pillow: the same photo, some thousandths apart in its scores.
  await expect(trace).toMatchReference('../reference/china-torch.safetensors', { result: { tolerance: 0.01 } });
});

test('the small model loses nowhere more than it did when it was accepted', async () => {
  const traces = [];
  for (const name of ['china.jpg', 'coffee.jpg', 'flower.jpg']) {
    traces.push(await record(() => classify(photo(name), { model: 'int8' }), { image: photo(name) }));
  }
  await expect(traces).toMatchReferenceLayers(exported, { accepted: '../reference/accepted-int8.json' });
});
