const { record } = require('exray');

test('records a CommonJS app', async () => {
  const { classify, score, tf } = require('../app/cjs.cjs');
  await classify();
  const before = tf.memory();
  for (const run of [classify, score]) {
    const trace = await record(() => run(2));
    expect([...trace.inputs.x.data]).toEqual([2, 2, 2, 2]);
    expect(trace.inputs.x.data).toBeInstanceOf(Float32Array);
    expect([...trace.outputs.y.data]).toEqual(trace.result);
    expect((await trace.layers.list()).layers.map(({ id }) => id)).toContainEqual(expect.stringMatching(/^hidden/));
  }
  expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
});

test('records after jest.resetModules, the old models and the new ones', async () => {
  const old = require('../app/cjs.cjs');
  jest.resetModules();
  const again = require('../app/cjs.cjs');
  expect(again.tf.GraphModel).not.toBe(old.tf.GraphModel);
  const traces = [
    await record(() => again.classify(3)),
    await record(() => old.classify(4)),
    await record(() => again.score(5)),
    await record(() => old.score(6)),
  ];
  expect(traces.map(({ inputs }) => inputs.x.data[0])).toEqual([3, 4, 5, 6]);
});

test('records a copy that was loaded in jest.isolateModules', async () => {
  let isolated;
  jest.isolateModules(() => {
    isolated = require('../app/cjs.cjs');
  });
  expect((await record(() => isolated.score(7))).inputs.x.data[0]).toBe(7);
  expect((await record(() => isolated.classify(8))).inputs.x.data[0]).toBe(8);
});

test.concurrent.each([5, 6, 7])('keeps concurrent test %i apart', async (fill) => {
  const { classify } = require('../app/cjs.cjs');
  const trace = await record(() => classify(fill));
  expect(trace.inputs.x.data[0]).toBe(fill);
});
