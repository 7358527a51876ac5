import '@tensorflow/tfjs-backend-wasm';
import { expect, test } from 'vitest';
import { record } from '../../../src/record/record.ts';
import { observed } from '../contract/contract.ts';
import { loadTrunc, tf } from './models.ts';

test('a backend that is not ready is told by tfjs itself, and recorded when it is ready', async () => {
  await tf.setBackend('cpu');
  const model = await loadTrunc('graph');
  const images = tf.zeros([1, 64, 64, 3]);
  const ready = tf.setBackend('wasm');
  let thrown: unknown;
  const seen = await observed(async () => {
    try {
      model.predict(images);
    } catch (error) {
      thrown = error;
    }
  });
  expect(String(thrown)).toBe(
    "Error: Backend 'wasm' has not yet been initialized. Make sure to await tf.ready() or await tf.setBackend() before calling other methods",
  );
  expect(seen.map(({ error }) => error)).toEqual([thrown]);
  await ready;
  const trace = await record(() => model.predict(images));
  expect(trace.runtime.provider).toBe('wasm');
  expect(Object.keys(trace.outputs)).toEqual(['features']);
});
