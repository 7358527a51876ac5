const { right, traceOf } = require('../trace.cjs');

test('right in the second file', async () => {
  await expect(traceOf(right)).toMatchReferenceResult(right);
});

test('forgotten in the second file', () => {
  expect(traceOf(right)).toMatchReferenceResult(right);
});
