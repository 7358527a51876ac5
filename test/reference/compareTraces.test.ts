import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeSafetensors } from '../../src/formats/safetensors/encodeSafetensors.ts';
import { recordModel } from '../../src/record/recordModel.ts';
import { compareTraces } from '../../src/reference/compareTraces.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { loadTrace } from '../../src/trace/loadTrace.ts';
import type { Comparison } from '../../src/verdicts/comparison.ts';
import { fixture, photo } from '../compare/models.ts';

const kinds = ({ findings }: Comparison) => findings.map(({ kind }) => kind);

/** As the example's app does it, which is plain JavaScript. */
const preprocessed = async (photo: string): Promise<Float32Array> => {
  const app: string = '../../examples/classifier/src/preprocess.js';
  return (await import(app)).preprocess(photo);
};

const pairsOf = ({ layers }: Comparison) =>
  Object.fromEntries(layers.map(({ reference, deployed, pairedBy }) => [reference, `${deployed} by ${pairedBy}`]));

describe('hooks on the modules of torch, whose names say nothing of the exported tensors', () => {
  const reference = 'fixtures/traces/torch-hooks.safetensors';
  const recorded = async (model: string, capture: 'deployed' | 'original') =>
    recordModel(fixture(model), (await loadTrace(reference)).inputs, { capture });

  test('pair by their weights, and where those were folded by their values', async () => {
    const found = await compareTraces(await recorded('torch-hooks', 'original'), reference);
    expect(found.verdict).toBe('match');
    expect(pairsOf(found)).toEqual({
      stem: 't0 by weights',
      bend: 't3 by values',
      norm: 't4 by values',
      mix: 't5 by weights',
      act: 't6 by values',
      pool: 't7 by values',
      one: 't9 by weights',
      output: 'scores by the only output left',
    });
    expect(found.unpaired.find(({ id }) => id === 'two')?.reason).toBe(
      'holds the values of the output output, which is compared',
    );
  });

  test.each(['deployed', 'original'] as const)('a lost bias is named at its layer, %s', async (capture) => {
    const found = await compareTraces(await recorded('torch-hooks-fault', capture), reference);
    expect(found).toMatchObject({ verdict: 'mismatch', first: { deployed: 't5', reference: 'mix' } });
    expect(found.findings).toMatchObject([
      { kind: 'weights-differ', where: 't5', evidence: { role: 'bias' } },
      { kind: 'cause/channel-offsets', where: 't5', evidence: { certainty: 'exact' } },
    ]);
    expect(found.layers.filter(({ status }) => status === 'diverges')).toHaveLength(1);
  });
});

/** Which float tensor a quantized one stands for; a QLinearConv has the convolution's name, and holds its activation. */
const meant = (id: string): string => {
  const plain = id.replace(/_QuantizeLinear_Output$|_quantized$/, '').replace('features', 'block05/project');
  return id.endsWith('_quantized') && /conv|depthwise|expand/.test(plain) ? `${plain}/relu6` : plain;
};

describe('named arrays', () => {
  const inputs = photo('china.jpg');
  const arrays = async (name: (id: string) => string): Promise<Record<string, Tensor>> => {
    const found: Record<string, Tensor> = {};
    for await (const { id, tensor } of (await loadTrace('fixtures/traces/china-torch.safetensors')).layers.read())
      found[name(id)] = tensor;
    return found;
  };

  test('whose names say nothing pair by their values', async () => {
    const reference = await arrays((id) => `layer/array of ${id}`);
    const trace = await recordModel(fixture('effnet-lite0-trunc'), inputs, { capture: 'original' });
    const found = await compareTraces(trace, reference);
    expect(found.layers).toHaveLength(32);
    for (const { deployed, reference: other } of found.layers.slice(0, -1)) expect(other).toBe(`array of ${deployed}`);
  });

  test('a fault leaves no pair behind it, and no wrong one', async () => {
    const reference = await arrays((id) => `layer/array of ${id}`);
    const trace = await recordModel(fixture('faults/bias-lost'), inputs, { capture: 'original' });
    const found = await compareTraces(trace, { ...reference, 'output/features': trace.outputs.features as Tensor });
    const before = found.layers.filter(({ pairedBy }) => pairedBy === 'values');
    expect(before.length).toBeGreaterThan(15);
    for (const { deployed, reference: other } of before) expect(other).toBe(`array of ${deployed}`);
  });

  test.each([
    ['effnet-lite0-trunc-int8', 'deployed'],
    ['effnet-lite0-trunc-int8', 'original'],
    ['effnet-lite0-trunc-qoperator', 'deployed'],
    ['effnet-lite0-trunc-qoperator', 'original'],
  ] as const)(
    '%s (%s) pairs with activations by their values, never with what comes before them',
    async (name, capture) => {
      const reference = await arrays((id) => `layer/array of ${id}`);
      const found = await compareTraces(await recordModel(fixture(name), inputs, { capture }), reference);
      const pairs = found.layers.filter(({ pairedBy }) => pairedBy === 'values');
      expect(pairs.length).toBeGreaterThan(0);
      for (const { deployed, reference: other } of pairs) expect(other).toBe(`array of ${meant(deployed)}`);
    },
  );

  test('of a .safetensors are inputs and outputs where they have the deployed names', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'exray-arrays-'));
    try {
      const file = join(folder, 'arrays.safetensors');
      const { features, ...layers } = await arrays((id) => (id === 'block05/project' ? 'features' : id));
      const images = { ...(inputs.images as Tensor) };
      images.data = Float32Array.from(images.data as Float32Array, (value) => value + 1);
      await writeFile(file, encodeSafetensors({ images, features: features as Tensor, ...layers }));
      const trace = await recordModel(fixture('effnet-lite0-trunc'), inputs, { capture: 'original' });
      const found = await compareTraces(trace, file);
      expect(found.findings).toMatchObject([{ kind: 'input-values', where: 'images' }]);
      expect(found.layers.find(({ reference }) => reference === 'features')).toMatchObject({ pairedBy: 'output' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a trace that another runtime made', () => {
  test.each([
    ['deployed', 'china-tflite', 20],
    ['original', 'china-tflite', 20],
    ['deployed', 'china-torch', 20],
    ['original', 'china-torch', 32],
  ] as const)('%s layers match %s, all of them', async (capture, reference, count) => {
    const inputs = photo('china.jpg');
    const trace = await recordModel(fixture('effnet-lite0-trunc'), inputs, { capture });
    const found = await compareTraces(trace, `fixtures/traces/${reference}.safetensors`);
    expect(found.verdict).toBe('match');
    expect(found.layers).toHaveLength(count);
    expect(found.unpaired.filter(({ expected }) => !expected)).toEqual([]);
    // TFLite takes its pictures channels last: that is another layout, and no other input.
    expect(kinds(found)).toEqual(reference === 'china-tflite' ? ['input-layout'] : []);
  });

  test('slightly other pixels are a note: layers are judged on those that the reference brought', async () => {
    // The example resizes with sharp's cubic; its reference was made with Pillow's.
    const images = { data: await preprocessed('fixtures/photos/china.jpg'), shape: [1, 3, 224, 224] };
    const trace = await recordModel(fixture('effnet-lite0'), { images });
    const found = await compareTraces(trace, 'examples/classifier/reference/china-torch.safetensors');
    expect(found.verdict).toBe('match');
    expect(kinds(found)).toEqual(['input-library']);
    expect(Math.max(...found.layers.map(({ drift }) => drift))).toBeLessThan(1e-5);
  });
});
