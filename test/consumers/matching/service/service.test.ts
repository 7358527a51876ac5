import { record } from 'exray';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { service } from './service.ts';

let origin: string;
beforeAll(async () => {
  origin = await service.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => service.close());

const ask = async (model: string) => (await fetch(`${origin}/features/${model}`)).json();

test('a healthy model matches its reference', async () => {
  const trace = await record(() => ask('healthy'), { exclusive: true });
  await expect(trace).toMatchReferenceLayers('../models/reference.onnx');
  expect(trace.result).toHaveProperty('strongest');
});

test('a broken model is named by its layer', async () => {
  const trace = await record(() => ask('broken'), { exclusive: true });
  await expect(trace).toMatchReferenceLayers('../models/reference.onnx');
});
