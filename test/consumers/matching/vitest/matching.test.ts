import 'exray/vitest';
import { loadTrace, record, saveTrace } from 'exray';
import { beforeAll, expect, test } from 'vitest';
import { features, pixels } from '../app/features.ts';

beforeAll(async () => {
  await saveTrace(await record(() => features('healthy')), 'reference.safetensors');
});

test('a healthy model matches its reference', async () => {
  const trace = await record(() => features('healthy'));
  await expect(trace).toMatchReferenceLayers('../models/reference.onnx');
  await expect(trace).toMatchReference('../reference.safetensors');
  await expect(await loadTrace('reference.safetensors')).toMatchReferenceResult(trace);
});

test('a broken model is named by its layer', async () => {
  const trace = await record(() => features('broken'));
  await expect(trace).toMatchReferenceLayers('../models/reference.onnx');
});

test('other inputs are named before layers', async () => {
  const trace = await record(() =>
    features(
      'healthy',
      pixels().map((value) => value * 2 - 1),
    ),
  );
  await expect(trace).toMatchReference('../reference.safetensors');
});

test('another result is named', async () => {
  const trace = await record(() => features('healthy'));
  await expect(trace).toMatchReferenceResult({ ...(trace.result as object), strongest: 99 });
});
