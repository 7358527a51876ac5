import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { preprocess } from '../../../src/preprocessing/preprocess.ts';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import { record } from '../../../src/record/record.ts';
import { type Effect, effectOf, type OutputEffect } from '../../../src/reference/fed/effect.ts';
import { setUp } from '../../../src/runtimes/observers.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { loadTrace } from '../../../src/trace/loadTrace.ts';

setUp({ currentTest: () => undefined });

const fixture = (path: string): string => fileURLToPath(new URL(`../../../fixtures/${path}`, import.meta.url));
const labels = readFileSync(fixture('photos/imagenet-labels.txt'), 'utf8').trim().split('\n');
const RECIPE = 'pillow/efficientnet-lite0';

const reversed = ({ dtype, shape, data }: Tensor): Tensor => {
  const [values, plane] = [data as Float32Array, data.length / 3];
  return {
    dtype,
    shape,
    data: Float32Array.from(values, (_, i) => values[(2 - Math.floor(i / plane)) * plane + (i % plane)] as number),
  };
};
const joined = (tensors: readonly Tensor[]): Tensor => ({
  dtype: 'float32',
  shape: [tensors.length, 3, 224, 224],
  data: Float32Array.from(tensors.flatMap(({ data }) => Array.from(data as Float32Array))),
});
const recorded = async (model: string, { data, shape }: Tensor) => {
  const session = await InferenceSession.create(fixture(`models/${model}`));
  return record(() => session.run({ images: new OrtTensor('float32', data as Float32Array, [...shape]) }));
};

test('BGR makes a missile a drilling platform', async () => {
  const recipe = await preprocess(fixture('photos/rocket.jpg'), RECIPE);
  const trace = await recorded('effnet-lite0.onnx', reversed(recipe));
  const effect = await effectOf(trace, 'images', recipe, { item: 0, milliseconds: 60_000 });
  const { output, drift, top1 } = (effect as Effect).outputs[0] as OutputEffect;
  expect(output).toBe('logits');
  expect(drift).toBeGreaterThan(0.01);
  expect([labels[top1?.fed.index ?? -1], labels[top1?.recipe.index ?? -1]]).toEqual(['drilling platform', 'missile']);
  const scores = (trace.outputs.logits as Tensor).data as Float32Array;
  expect(top1?.fed.value).toBe(Math.max(...scores));
  // Not begun where there is no time for it, and impossible without the model.
  expect(await effectOf(trace, 'images', recipe, { item: 0, milliseconds: 0 })).toBeUndefined();
  const loaded = await loadTrace(fixture('traces/china-torch.safetensors'));
  expect(await effectOf(loaded, 'images', recipe, { item: 0, milliseconds: 60_000 })).toBeUndefined();
});

test('of a batch each image has its own', async () => {
  const photos = ['rocket.jpg', 'china.jpg'].map((name) => fixture(`photos/${name}`));
  const right = await Promise.all(photos.map((photo) => preprocess(photo, RECIPE)));
  const [rocket, china] = right as [Tensor, Tensor];
  const trace = await recorded('effnet-lite0.onnx', joined([reversed(rocket), china]));
  const tops = [];
  for (const item of [0, 1]) {
    const effect = await effectOf(trace, 'images', joined(right), { item, milliseconds: 60_000 });
    tops.push(effect?.outputs[0]?.top1);
  }
  expect(tops.map((top) => labels[top?.fed.index ?? -1])).toEqual(['drilling platform', 'palace']);
  expect(tops[1]?.fed).toEqual(tops[1]?.recipe);
});

test('features have no top-1, and a model that does not take the tensor says nothing', async () => {
  const right = await preprocess(fixture('photos/china.jpg'), { ...recipes[RECIPE], size: 64 });
  const trace = await recorded('effnet-lite0-trunc.onnx', reversed(right));
  const effect = await effectOf(trace, 'images', right, { item: 0, milliseconds: 60_000 });
  expect(effect?.outputs).toEqual([{ output: 'features', drift: expect.any(Number) }]);
  const large = await preprocess(fixture('photos/china.jpg'), RECIPE);
  expect(await effectOf(trace, 'images', large, { item: 0, milliseconds: 60_000 })).toBeUndefined();
});
