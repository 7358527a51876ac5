import { fileURLToPath } from 'node:url';
import { env, pipeline } from '@huggingface/transformers';
import { record } from 'exray';
import { expect, test } from 'vitest';

env.allowRemoteModels = false;
env.localModelPath = fileURLToPath(new URL('../models/', import.meta.url));
const embed = await pipeline('feature-extraction', 'tiny-bert', { dtype: 'fp32' });

test('records the encoder of a pipeline on a local model', async () => {
  const trace = await record(() => embed('A cat sees a dog', { pooling: 'mean' }), {
    inference: { model: 'model.onnx' },
  });
  expect([...trace.inputs.input_ids.data]).toEqual([2n, 4n, 6n, 8n, 4n, 7n, 3n]);
  expect(trace.inputs.input_ids.shape).toEqual([1, 7]);
  const layers = [];
  for await (const { id } of trace.layers.read()) layers.push(id);
  expect(layers).toContain('mixed');
});

test('needs no choice where the pipeline runs one model', async () => {
  const trace = await record(() => embed('a dog'));
  expect(trace.outputs.last_hidden_state.shape).toEqual([1, 4, 8]);
});
