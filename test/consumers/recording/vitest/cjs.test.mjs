import { createRequire } from 'node:module';
import { record } from 'exray';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);

test('records a CommonJS app', async () => {
  const { classify } = require('../app/cjs.cjs');
  const trace = await record(() => classify(2));
  expect([...trace.outputs.y.data]).toEqual(trace.result);
  const layers = [];
  for await (const { id } of trace.layers.read()) layers.push(id);
  expect(layers).toContain('active');
});

test("sees the same from exray's CommonJS build", async () => {
  const { classify } = require('../app/cjs.cjs');
  const trace = await require('exray').record(() => classify(3));
  expect(trace.inputs.x.data[0]).toBe(3);
});
