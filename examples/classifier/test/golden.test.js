import { fileURLToPath } from 'node:url';
import { record } from 'exray';
import { expect, test } from 'vitest';
import { classify } from '../src/classify.js';

test('every layer is the one that was reviewed', async () => {
  const image = fileURLToPath(new URL('../../../fixtures/photos/china.jpg', import.meta.url));
  const trace = await record(() => classify(image), { image });
  await expect(trace).toMatchLayerSnapshot();
});
