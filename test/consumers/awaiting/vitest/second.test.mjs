import { expect, test } from 'vitest';
import { right, traceOf } from '../trace.cjs';

test('right in the second file', async () => {
  await expect(traceOf(right)).toMatchReferenceResult(right);
});

test('forgotten in the second file', () => {
  expect(traceOf(right)).toMatchReferenceResult(right);
});
