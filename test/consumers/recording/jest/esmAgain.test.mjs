import { expect, jest, test } from '@jest/globals';
import { record } from 'exray';
import { classify } from '../app/esm.mjs';

test('records an ES module app whose session was made at import', async () => {
  const trace = await record(() => classify(2));
  expect([...trace.outputs.y.data]).toEqual(trace.result);
  const layers = [];
  for await (const { id } of trace.layers.read()) layers.push(id);
  expect(layers).toContain('active');
});

test('records after jest.resetModules', async () => {
  jest.resetModules();
  const again = await import('../app/esm.mjs');
  const traces = [await record(() => again.classify(3)), await record(() => classify(4))];
  expect(traces.map(({ inputs }) => inputs.x.data[0])).toEqual([3, 4]);
});
