import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { preprocess } from '../../src/preprocessing/preprocess.ts';
import { recipes } from '../../src/preprocessing/presets/recipes.ts';
import { type Installation, install, project, runNode } from './harness.ts';
import { transformers } from './installations.ts';

const photos = fileURLToPath(new URL('../../fixtures/photos/', import.meta.url));

let at: Installation;
beforeAll(async () => {
  at = await install('transformers', transformers);
});

test.each([
  ['clip', 'chelsea-301x227.jpg'],
  ['clip', 'coffee-exif6.jpg'],
  ['clip', 'rocket.jpg'],
  ['vit', 'chelsea.png'],
  ['vit', 'coffee-exif6.jpg'],
] as const)('the recipe transformers.js/%s is what transformers.js itself feeds: %s', async (name, photo) => {
  const folder = project(at, 'transformers-js', {}, `transformers-js-${name}-${photo}`);
  const file = join(folder, 'fed.bin');
  const { code, output } = await runNode(at, folder, join(folder, 'feed.mjs'), [name, join(photos, photo), file]);
  expect(code, output).toBe(0);
  const bytes = Uint8Array.from(readFileSync(file));
  const fed = new Float32Array(bytes.buffer);
  const { data } = await preprocess(join(photos, photo), { ...recipes[`transformers.js/${name}`], size: 112 });
  expect(data).toHaveLength(fed.length);
  const furthest = fed.reduce((most, value, i) => Math.max(most, Math.abs(value - (data[i] as number))), 0);
  expect(furthest).toBeLessThan(1e-5);
});
