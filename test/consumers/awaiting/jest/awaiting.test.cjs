const { setTimeout: sleep } = require('node:timers/promises');
const { right, traceOf, wrong } = require('../trace.cjs');

test('awaited and right', async () => {
  await expect(traceOf(right)).toMatchReferenceResult(right);
});

test('awaited and wrong', async () => {
  await expect(traceOf(wrong)).toMatchReferenceResult(right);
});

test('forgotten and right', () => {
  expect(traceOf(right)).toMatchReferenceResult(right);
});

test('clean after a forgotten one', () => {});

test('forgotten and wrong', () => {
  expect(traceOf(wrong)).toMatchReferenceResult(right);
});

test('clean after a wrong one', () => sleep(20));

test('returned instead of awaited', () => expect(traceOf(right)).toMatchReferenceResult(right));

test('awaited together', () => Promise.all([1, 2].map(() => expect(traceOf(right)).toMatchReferenceResult(right))));

test('resolves', async () => {
  await expect(Promise.resolve(traceOf(right))).resolves.toMatchReferenceResult(right);
});

test('resolves and wrong', async () => {
  await expect(Promise.resolve(traceOf(wrong))).resolves.toMatchReferenceResult(right);
});

test('rejects', async () => {
  await expect(Promise.reject(new Error('model not found'))).rejects.toMatchReferenceResult(right);
});

test('not, of a wrong one', async () => {
  await expect(traceOf(wrong)).not.toMatchReferenceResult(right);
});

test('not, of a right one', async () => {
  await expect(traceOf(right)).not.toMatchReferenceResult(right);
});

test('inside toEqual', () => {
  expect({ trace: traceOf(right) }).toEqual({ trace: expect.toMatchReferenceResult(right) });
});

test('a promise', async () => {
  await expect(Promise.resolve(traceOf(right))).toMatchReferenceResult(right);
});

test('a promise that rejects', async () => {
  await expect(Promise.reject(new Error('gone'))).toMatchReferenceResult(right);
});

test('no trace', async () => {
  await expect({ some: 'thing' }).toMatchReferenceResult(right);
});

test('a wrong option', async () => {
  await expect(traceOf(right)).toMatchReferenceResult(right, { tolerence: 1 });
});

describe('concurrent', () => {
  test.concurrent('awaited', async () => {
    await sleep(30);
    await expect(traceOf(right)).toMatchReferenceResult(right);
  });
  test.concurrent('forgotten', async () => {
    expect(traceOf(right)).toMatchReferenceResult(right);
    await sleep(10);
  });
  test.concurrent('awaited later', async () => {
    const later = expect(traceOf(right)).toMatchReferenceResult(right);
    await sleep(20);
    await later;
  });
});
