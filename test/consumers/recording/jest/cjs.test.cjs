const { record } = require('exray');

test('records a CommonJS app', async () => {
  const { classify } = require('../app/cjs.cjs');
  const trace = await record(() => classify(2));
  expect([...trace.inputs.x.data]).toEqual([2, 2, 2, 2]);
  expect(trace.inputs.x.data).toBeInstanceOf(Float32Array);
  expect([...trace.outputs.y.data]).toEqual(trace.result);
  const layers = [];
  for await (const { id } of trace.layers.read()) layers.push(id);
  expect(layers).toContain('active');
});

test('records after jest.resetModules, the old session and the new one', async () => {
  const old = require('../app/cjs.cjs');
  jest.resetModules();
  const again = require('../app/cjs.cjs');
  expect(again.classify).not.toBe(old.classify);
  const traces = [await record(() => again.classify(3)), await record(() => old.classify(4))];
  expect(traces.map(({ inputs }) => inputs.x.data[0])).toEqual([3, 4]);
});

test.concurrent.each([5, 6, 7])('keeps concurrent test %i apart', async (fill) => {
  const { classify } = require('../app/cjs.cjs');
  const trace = await record(() => classify(fill));
  expect(trace.inputs.x.data[0]).toBe(fill);
});
