import { record } from 'exray';
import { expect, test, vi } from 'vitest';
import { classify } from '../app/esm.mjs';

const ids = async (trace) => (await trace.layers.list()).layers.map(({ id }) => id);

test('records an ES module app whose session was made at import', async () => {
  const trace = await record(() => classify(2));
  expect(Object.keys(trace.inputs)).toEqual(['x']);
  expect([...trace.inputs.x.data]).toEqual([2, 2, 2, 2]);
  expect(trace.inputs.x.data).toBeInstanceOf(Float32Array);
  expect([...trace.outputs.y.data]).toEqual(trace.result);
  expect(trace.model.path).toBe('app/model.onnx');
  expect(await ids(trace)).toContain('active');
});

test('records after vi.resetModules, the old session and the new one', async () => {
  vi.resetModules();
  const again = await import('../app/esm.mjs');
  expect(again.classify).not.toBe(classify);
  const traces = [await record(() => again.classify(3)), await record(() => classify(4))];
  expect(traces.map(({ inputs }) => inputs.x.data[0])).toEqual([3, 4]);
});

test.concurrent.each([5, 6, 7])('keeps concurrent test %i apart', async (fill) => {
  const trace = await record(() => classify(fill));
  expect(trace.inputs.x.data[0]).toBe(fill);
});
