const { record } = require('exray');
const { classify } = require('../app/cjs.cjs');

afterEach(() => jest.useRealTimers());

test('says that fake timers hold the inference', async () => {
  await classify();
  jest.useFakeTimers();
  await expect(record(() => classify())).rejects.toThrow(
    /record saw no inference\. Fake timers are on, and onnxruntime-node runs each inference in a setImmediate.*jest\.useFakeTimers\({ doNotFake/,
  );
});

test('the way out that it names works', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
  const trace = await record(() => classify(2));
  expect(trace.inputs.x.data[0]).toBe(2);
});
