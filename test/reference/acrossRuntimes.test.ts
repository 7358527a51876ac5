import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareTraces } from '../../src/reference/compareTraces.ts';
import { pairInputs } from '../../src/reference/pairInputs.ts';
import { sameInputs } from '../../src/reference/sameInputs.ts';
import { withOrigin } from '../../src/runtimes/origin.ts';
import { tfjs as runtime } from '../../src/runtimes/tfjs/tfjs.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { fixture, photo, traced } from '../compare/models.ts';
import { channelsLast, ready, type TfjsModel, tfjsModel, tfjsTrace } from '../compare/tfjs/tfjsModels.ts';

const trunc = fixture('effnet-lite0-trunc');
const china = photo('china.jpg');
let model: TfjsModel;
let onnx: Trace;
let tfjs: Trace;

beforeAll(async () => {
  await ready();
  model = await tfjsModel('tfjs-layers-trunc', trunc);
  onnx = await traced(trunc, 'deployed', china);
  tfjs = await tfjsTrace(model, channelsLast(china));
});
afterAll(() => model.dispose());

describe('a reference in another runtime', () => {
  test.each(['tfjs-graph-trunc', 'tfjs-layers-trunc'])('%s: the path of its model.json', async (name) => {
    const comparison = await compareTraces(onnx, `fixtures/models/${name}/model.json`);
    expect(comparison).toMatchObject({ verdict: 'match', findings: [] });
    expect(comparison.layers.every(({ judgedBy }) => judgedBy === 'own')).toBe(true);
  });

  test('a model object', async () => {
    const comparison = await compareTraces(await traced(fixture('faults/bias-lost'), 'deployed', china), model);
    expect(comparison.verdict).toBe('mismatch');
    expect(comparison.first).toMatchObject({ reference: 'block03_project', judgedBy: 'own' });
  });

  test('an ONNX file, run on the picture in its own layout', async () => {
    const comparison = await compareTraces(tfjs, trunc);
    expect(comparison).toMatchObject({ verdict: 'match', findings: [] });
    expect(comparison.layers.every(({ judgedBy }) => judgedBy === 'own')).toBe(true);
  });

  test('what one channel of tfjs does is said of a channel, last as it is there', async () => {
    const faulty = await tfjsModel('tfjs-layers-trunc', fixture('faults/dead-channel'));
    try {
      const { first } = await compareTraces(await tfjsTrace(faulty, channelsLast(china)), trunc);
      expect(first).toMatchObject({ judgedBy: 'own', where: expect.stringMatching(/^channel \d+$/) });
    } finally {
      faulty.dispose();
    }
  });

  test('a trace of the other runtime: the same picture is not fed again', async () => {
    for (const [deployed, reference] of [
      [tfjs, onnx],
      [onnx, tfjs],
    ] as const) {
      const comparison = await compareTraces(deployed, reference);
      expect(comparison).toMatchObject({ verdict: 'match', findings: [] });
      expect(comparison.layers.every(({ judgedBy }) => judgedBy === 'drift')).toBe(true);
    }
  });

  test('a trace that was fed another picture: layers are judged on it, and the input is a fault of its own', async () => {
    const options = { capture: 'deployed', layers: 'all', maxBytes: 2 ** 30 } as const;
    const origin = { runtime, inference: await runtime.infer({ instance: model }, tfjs.inputs, {}), options };
    const coffee = await traced(trunc, 'deployed', photo('coffee.jpg'));
    const { verdict, layers, findings } = await compareTraces(withOrigin(tfjs, origin), coffee);
    expect(verdict).toBe('mismatch');
    expect(findings.map(({ kind }) => kind)).toContain('input-values');
    expect(layers.filter(({ status }) => status !== 'agrees')).toEqual([]);
  });

  test('what is no model of any runtime', async () => {
    await expect(compareTraces(onnx, { predict: () => 1 })).rejects.toThrow(
      'this object is no model of tfjs that exray can run',
    );
    await expect(compareTraces(onnx, 'package.json')).rejects.toThrow(
      'It is neither an ONNX nor a TensorFlow.js model (model.json), and its name ends in neither .safetensors nor .npz',
    );
  });

  test('a model that takes another picture', async () => {
    const full = 'fixtures/models/effnet-lite0.onnx';
    await expect(compareTraces(tfjs, full)).rejects.toThrow(
      `the reference ${full} does not take the deployed model's inputs`,
    );
  });
});

describe('inputs of another runtime', () => {
  const ids = (data: Int32Array | BigInt64Array): Tensor => ({
    dtype: data.BYTES_PER_ELEMENT === 8 ? 'int64' : 'int32',
    shape: [1, data.length],
    data,
  });
  const [narrow, wide] = [ids(Int32Array.of(101, -7, 0)), ids(BigInt64Array.of(101n, -7n, 0n))];

  test('token ids are the same in 32 and in 64 bits', () => {
    const signature = [{ name: 'input_ids', dtype: 'int64', shape: [1, null] }] as const;
    expect(pairInputs({ tokens: narrow }, signature).inputs).toEqual({ input_ids: wide });
    expect(sameInputs({ tokens: narrow }, { input_ids: wide })).toBe(true);
    expect(sameInputs({ tokens: narrow }, { input_ids: ids(BigInt64Array.of(101n, 7n, 0n)) })).toBe(false);
  });

  test('an id that 32 bits cannot hold has no partner', () => {
    const signature = [{ name: 'tokens', dtype: 'int32', shape: [1, 1] }] as const;
    expect(pairInputs({ tokens: ids(BigInt64Array.of(2n ** 40n)) }, signature).missing).toHaveLength(1);
  });
});
