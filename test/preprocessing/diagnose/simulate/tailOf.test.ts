import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Fed } from '../../../../src/preprocessing/diagnose/pipeline/fed.ts';
import { feedScene } from '../../../../src/preprocessing/diagnose/simulate/feed.ts';
import { openScene } from '../../../../src/preprocessing/diagnose/simulate/scene.ts';
import { tailOf } from '../../../../src/preprocessing/diagnose/simulate/tailOf.ts';
import { recipes } from '../../../../src/preprocessing/presets/recipes.ts';

const photo = fileURLToPath(new URL('../../../../fixtures/photos/china.jpg', import.meta.url));
const recipe = { ...recipes['torchvision/imagenet-v1'], size: 64 } as Fed;
const length = 3 * 64 * 64;

const withTail = async (from: number, value: (i: number) => number) => {
  const scene = await openScene(photo);
  const { data, shape } = await feedScene(scene, recipe);
  const values = Float32Array.from(data as Float32Array, (own, i) => (i < from ? own : value(i)));
  return { scene, given: { values, shape } };
};

test('a tail is found at the element at which another picture begins, wherever it was taken to begin', async () => {
  const from = 2 * 64 * 64 + 777;
  const { scene, given } = await withTail(from, (i) => Math.sin(i) * 2);
  for (const written of [from / 2, from - 500, from + 500]) {
    const fed: Fed = { ...recipe, memory: { kind: 'stale-tail', written: Math.floor(written) } };
    expect((await tailOf(scene, given, fed)).memory).toEqual({ kind: 'stale-tail', written: from });
  }
});

test('a tail of one value was never written', async () => {
  const { scene, given } = await withTail(9000, () => 0);
  const fed: Fed = { ...recipe, memory: { kind: 'stale-tail', written: 4000 } };
  expect((await tailOf(scene, given, fed)).memory).toEqual({ kind: 'unwritten-tail', written: 9000 });
});

test('a tensor that holds the picture to its end has no tail', async () => {
  const { scene, given } = await withTail(length, () => 0);
  const fed: Fed = { ...recipe, memory: { kind: 'stale-tail', written: 4000 } };
  expect((await tailOf(scene, given, fed)).memory).toBeUndefined();
});
