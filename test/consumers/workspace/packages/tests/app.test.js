import { features } from '@acme/app';
import { record } from 'exray';
import { expect, test } from 'vitest';

test('a healthy model matches its reference', async () => {
  const trace = await record(() => features('healthy'));
  await expect(trace).toMatchReferenceLayers('../app/models/reference.onnx');
});

test('a broken model is named by its layer', async () => {
  const trace = await record(() => features('broken'));
  await expect(trace).toMatchReferenceLayers('../app/models/reference.onnx');
});
