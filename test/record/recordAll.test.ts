import { expect, test } from 'vitest';
import { recordAll } from '../../src/record/recordAll.ts';
import { infer, modelPath, quantizedPath } from './app.ts';
import { refusal } from './refusal.ts';

const INPUT_BYTES = 3 * 64 * 64 * 4;

test('gives every inference in order, and what run returned', async () => {
  const { result, traces } = await recordAll(async () => {
    await infer(modelPath, 0.25);
    await infer(quantizedPath, 0.5);
    return 'done';
  });
  expect(result).toBe('done');
  expect(traces.map(({ model, inputs }) => [model.path, inputs.images?.data[0]])).toEqual([
    ['fixtures/models/effnet-lite0-trunc.onnx', 0.25],
    ['fixtures/models/effnet-lite0-trunc-int8.onnx', 0.5],
  ]);
  expect(traces.map((trace) => trace.result)).toEqual(['done', 'done']);
});

test('takes those that the option inference chooses', async () => {
  const { traces } = await recordAll(
    async () => {
      for (const fill of [0.25, 0.5, 0.75]) await infer(modelPath, fill);
      await infer(quantizedPath, 1);
    },
    { inference: { model: /trunc\.onnx$/ } },
  );
  expect(traces.map(({ inputs }) => inputs.images?.data[0])).toEqual([0.25, 0.5, 0.75]);
});

test('holds no more than maxBytes, and a note counts what was left out', async () => {
  const { traces } = await recordAll(
    async () => {
      for (let i = 0; i < 30; i++) await infer(modelPath, i / 32);
    },
    { maxBytes: 8 * INPUT_BYTES },
  );
  const held = traces.reduce((sum, { inputs, outputs }) => {
    const tensors = [...Object.values(inputs), ...Object.values(outputs)];
    return sum + tensors.reduce((bytes, { data }) => bytes + (data as Float32Array).byteLength, 0);
  }, 0);
  expect(held).toBeLessThanOrEqual(8 * INPUT_BYTES);
  expect(traces.length).toBeGreaterThan(1);
  expect(traces[0]?.notes).toContain(
    `${30 - traces.length} of 30 inferences were left out: their inputs and outputs exceed maxBytes (393 kB)`,
  );
});

test('takes inferences outside of its context with exclusive', async () => {
  const wake: (() => void)[] = [];
  const woken = new Promise<void>((resolve) => wake.push(resolve)).then(() => infer(modelPath, 0.5));
  const { traces } = await recordAll(
    async () => {
      await infer(modelPath, 0.25);
      wake[0]?.();
      await woken;
    },
    { exclusive: true },
  );
  expect(traces.map(({ inputs }) => inputs.images?.data[0])).toEqual([0.25, 0.5]);
});

test('fails where nothing was seen, as record does', async () => {
  expect(await refusal(recordAll(() => 5))).toContain(
    'record saw no inference in the record at record/recordAll.test.ts',
  );
  expect(await refusal(recordAll(() => infer(), { maxBytes: 1.5 }))).toBe(
    'exray: recordAll: option maxBytes is 1.5. Expected a whole number above 0, in bytes.',
  );
});
