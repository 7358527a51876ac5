import { record } from 'exray';
import { expect, test } from 'vitest';
import { classify } from '../app/esm.mjs';

test('records without a setup file where exray is imported before the app', async () => {
  const trace = await record(() => classify(2));
  expect(trace.inputs.x.data[0]).toBe(2);
});
