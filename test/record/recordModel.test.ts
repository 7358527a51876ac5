import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { record } from '../../src/record/record.ts';
import { recordModel } from '../../src/record/recordModel.ts';
import { mlpPath, modelPath, ort, typesPath } from './app.ts';
import { refusal } from './refusal.ts';

const x = { data: Float32Array.from([1, 2, 3, 4]), shape: [1, 4] };

describe('a model', () => {
  test.each([
    ['a path', mlpPath],
    ['a relative path', 'fixtures/models/tiny-mlp.onnx'],
    ['a URL', pathToFileURL(mlpPath)],
    ['bytes', readFileSync(mlpPath)],
    ['an ArrayBuffer', new Uint8Array(readFileSync(mlpPath)).buffer],
  ])('is given as %s', async (_, model) => {
    const trace = await recordModel(model, { x });
    expect(trace.outputs.y?.shape).toEqual([1, 3]);
    expect((await trace.layers.list()).layers.map(({ id }) => id)).toContain('active');
  });

  test('gives what the app that runs it records', async () => {
    const session = await ort.InferenceSession.create(modelPath);
    const data = new Float32Array(3 * 64 * 64).fill(0.5);
    const images = new ort.Tensor('float32', data, [1, 3, 64, 64]);
    const app = await record(() => session.run({ images }));
    const own = await recordModel(modelPath, { images });
    expect(own.inputs).toEqual(app.inputs);
    expect(own.outputs).toEqual(app.outputs);
    expect(own.model).toEqual(app.model);
  });

  test('runs with the session options of the app', async () => {
    const trace = await recordModel(mlpPath, { x }, { sessionOptions: { graphOptimizationLevel: 'disabled' } });
    expect(trace.runtime.level).toBe('disabled');
  });

  test.each([
    [
      'missing.onnx',
      /^exray: recordModel: the model missing\.onnx does not exist\. Paths are relative to the working directory, .*; only those that a matcher/,
    ],
    ['fixtures/models', /^exray: recordModel: the model fixtures\/models is no file\./],
    ['fixtures/photos/china.jpg', /^exray: recordModel: fixtures\/photos\/china\.jpg is no model that exray can run\./],
    [Uint8Array.from([1, 2, 3]), /^exray: recordModel: these bytes are no model that exray can run\./],
    [5, /^exray: recordModel: the model is Number, not a path, a URL, bytes or a model of tfjs\./],
  ])('that cannot be opened is refused: %s', async (model, words) => {
    expect(await refusal(recordModel(model as never, { x }))).toMatch(words);
  });

  test('tells in its notes how often it ran where its layers take more than `maxBytes`', async () => {
    const images = { data: new Float32Array(3 * 64 * 64).fill(0.5), shape: [1, 3, 64, 64] };
    const trace = await recordModel(modelPath, { images }, { maxBytes: 200_000 });
    expect(trace.notes).toEqual([]);
    for await (const _ of trace.layers.read());
    expect(trace.notes.join()).toMatch(/the model ran \d+ times to hold fewer at once/);
  });
});

describe('inputs', () => {
  test('of every kind, as onnxruntime tensors or as plain data', async () => {
    const inputs = {
      text: { data: ['a', 'ü'], shape: [2] },
      half: { data: Uint16Array.from([0x3c00, 0xc000]), shape: [2], dtype: 'float16' },
      long: new ort.Tensor('int64', BigInt64Array.from([-1n, 2n ** 60n]), [2]),
      flag: { data: Uint8Array.from([0, 1]), shape: [2], dtype: 'bool' },
      byte: { data: Buffer.from([7, 255]), shape: [2] },
    } as const;
    const { outputs } = await recordModel(typesPath, inputs);
    expect(Object.fromEntries(Object.entries(outputs).map(([name, { dtype, data }]) => [name, [dtype, data]]))).toEqual(
      {
        'text-out': ['string', ['a', 'ü']],
        'half-out': ['float16', Uint16Array.from([0x3c00, 0xc000])],
        'long-out': ['int64', BigInt64Array.from([-1n, 2n ** 60n])],
        'flag-out': ['bool', Uint8Array.from([0, 1])],
        'byte-out': ['uint8', Uint8Array.from([7, 255])],
      },
    );
  });

  test.each([
    [{ x: { data: new Float32Array(3), shape: [1, 4] } }, 'input x holds 3 elements, and its shape [1, 4] has 4.'],
    [{ x: { data: new Float32Array(4) } }, 'input x has no shape. Give its shape as an array of whole numbers'],
    [{ x: { data: [1, 2, 3, 4], shape: [1, 4] } }, 'input x holds no typed array and no texts. Give a Float32Array'],
    [{ x: { ...x, dtype: 'float' } }, 'input x has the dtype float, which does not exist.'],
    [{ x: { ...x, dtype: 'int64' } }, 'input x is int64, and its data is a Float32Array. Give a BigInt64Array.'],
    [{ x: 5 }, 'input x is no tensor. Give an onnxruntime Tensor, or { data, shape, dtype? }'],
    [x.data, 'the inputs are no object of named tensors. Write recordModel(model, { <input name>: { data, shape } }).'],
  ])('that are no tensors are refused: %#', async (inputs, words) => {
    expect(await refusal(recordModel(mlpPath, inputs as never))).toContain(`exray: recordModel: ${words}`);
  });

  test('that the model does not take are refused', async () => {
    expect(await refusal(recordModel(mlpPath, { z: x }))).toMatch(/^exray: .*\bz\b/);
    expect(await refusal(recordModel(mlpPath, { x: { data: new Float32Array(5), shape: [1, 5] } }))).toMatch(
      /^exray: /,
    );
  });
});

test('options of the session are an object', async () => {
  expect(await refusal(recordModel(mlpPath, { x }, { sessionOptions: 'cpu' as never }))).toBe(
    `exray: recordModel: option sessionOptions is "cpu". Expected onnxruntime's session options as an object.`,
  );
});
