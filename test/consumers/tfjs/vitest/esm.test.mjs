import { record, recordAll } from 'exray';
import { expect, test, vi } from 'vitest';
import { classify, classifyWarm, score } from '../app/esm.mjs';

const ids = async (trace) => (await trace.layers.list()).layers.map(({ id }) => id);

test('records a graph model that an ES module app loaded at import', async () => {
  const trace = await record(() => classify(2));
  expect(Object.keys(trace.inputs)).toEqual(['x']);
  expect([...trace.inputs.x.data]).toEqual([2, 2, 2, 2]);
  expect(trace.inputs.x.data).toBeInstanceOf(Float32Array);
  expect([...trace.outputs.y.data]).toEqual(trace.result);
  expect(trace.runtime).toMatchObject({ name: 'tfjs', provider: 'cpu' });
  expect(await ids(trace)).toContainEqual(expect.stringMatching(/^hidden/));
});

test('records a layers model', async () => {
  const trace = await record(() => score(3));
  expect([...trace.inputs.x.data]).toEqual([3, 3, 3, 3]);
  expect([...trace.outputs.y.data]).toEqual(trace.result);
  expect(await ids(trace)).toContainEqual(expect.stringMatching(/^hidden/));
});

test('records after vi.resetModules, the old models and the new ones', async () => {
  vi.resetModules();
  const again = await import('../app/esm.mjs');
  expect(again.classify).not.toBe(classify);
  const traces = [
    await record(() => again.score(4)),
    await record(() => score(5)),
    await record(() => again.classify(6)),
  ];
  expect(traces.map(({ inputs }) => inputs.x.data[0])).toEqual([4, 5, 6]);
});

test("tells a library's call on zeros from the app's", async () => {
  const trace = await record(() => classifyWarm(2), { inference: 'last' });
  expect(trace.inputs.x.data[0]).toBe(2);
  const { traces } = await recordAll(() => classifyWarm(2), { inference: ({ inputs }) => inputs.x.data.some(Boolean) });
  expect(traces.map(({ inputs }) => inputs.x.data[0])).toEqual([2]);
  await expect(record(() => classifyWarm(2))).rejects.toThrow(/run made 2 inferences, and a trace is of one/);
});

test.concurrent.each([5, 6, 7])('keeps concurrent test %i apart', async (fill) => {
  const trace = await record(() => classify(fill));
  expect(trace.inputs.x.data[0]).toBe(fill);
});
