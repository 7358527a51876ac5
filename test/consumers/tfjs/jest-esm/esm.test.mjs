import { expect, jest, test } from '@jest/globals';
import { record } from 'exray';
import { classify, score } from '../app/esm.mjs';

test('records an ES module app whose models were loaded at import', async () => {
  for (const run of [classify, score]) {
    const trace = await record(() => run(2));
    expect([...trace.inputs.x.data]).toEqual([2, 2, 2, 2]);
    expect([...trace.outputs.y.data]).toEqual(trace.result);
    expect((await trace.layers.list()).layers.map(({ id }) => id)).toContainEqual(expect.stringMatching(/^hidden/));
  }
});

test('records after jest.resetModules', async () => {
  jest.resetModules();
  const again = await import('../app/esm.mjs');
  const traces = [
    await record(() => again.classify(3)),
    await record(() => classify(4)),
    await record(() => again.score(5)),
  ];
  expect(traces.map(({ inputs }) => inputs.x.data[0])).toEqual([3, 4, 5]);
});
