import { createRequire } from 'node:module';
import { record } from 'exray';
import { afterEach, expect, test, vi } from 'vitest';

const { classify } = createRequire(import.meta.url)('../app/cjs.cjs');
afterEach(() => vi.useRealTimers());

test('says that fake timers hold the inference', async () => {
  await classify();
  vi.useFakeTimers();
  await expect(record(() => classify())).rejects.toThrow(
    /record saw no inference\. Fake timers are on, and onnxruntime-node runs each inference in a setImmediate.*Keep setImmediate real: vi\.useFakeTimers/,
  );
});

test('the way out that it names works', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] });
  const trace = await record(() => classify(2));
  expect(trace.inputs.x.data[0]).toBe(2);
});

test('layers are read while fake timers are on', async () => {
  const trace = await record(() => classify(2));
  vi.useFakeTimers();
  const layers = [];
  for await (const { id } of trace.layers.read()) layers.push(id);
  expect(layers).toContain('active');
});
