import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import {
  FunctionProtoSchema,
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
} from '../../../src/formats/onnx/schema_pb.ts';
import { captureInference } from '../../../src/runtimes/onnxruntime-node/capture.ts';
import { inferModel } from '../../../src/runtimes/onnxruntime-node/infer.ts';
import { outputDrift } from '../../../src/runtimes/outputDrift.ts';
import type { CaptureOptions } from '../../../src/runtimes/runtime.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { buildGraph, buildModel, buildModelProto, floats, ints } from '../../formats/onnx/buildModel.ts';
import { inferEffnet, layersOf } from './effnet.ts';

const all: CaptureOptions = { capture: 'deployed', layers: 'all', maxBytes: 2 ** 30 };
const original: CaptureOptions = { ...all, capture: 'original' };

const capture = async (model: Uint8Array, inputs: Record<string, Tensor>, options = all) => {
  const trace = await captureInference(await inferModel({ bytes: model }, inputs, {}), options);
  const list = await trace.layers.list();
  return { trace, list, layers: await layersOf(trace) };
};

describe('the deployed graph is captured', () => {
  it('of a float model: fused layers under the names of their activations, outputs bit-equal to the app', async () => {
    const inference = await inferEffnet('effnet-lite0', { graphOptimizationLevel: 'extended' });
    const trace = await captureInference(inference, all);
    const { layers, unseen } = await trace.layers.list();
    expect(layers).toHaveLength(61);
    expect(layers[0]).toMatchObject({
      id: 'stem/conv/relu6',
      op: 'com.microsoft.FusedConv',
      node: 'stem/conv',
      inputs: ['images'],
      dtype: 'float32',
      shape: [1, 32, 112, 112],
    });
    expect(unseen).toHaveLength(33);
    expect(unseen[0]).toEqual({ id: 'stem/conv', reason: 'fused into FusedConv stem/conv/relu6' });
    const read = await layersOf(trace);
    expect(read.map(({ id }) => id)).toEqual(layers.map(({ id }) => id));
    expect(read.at(-1)?.tensor.data).toEqual(inference.outputs.logits?.data);
    expect(trace.notes).toEqual([]);
  });

  it('of a float model at the default level: within 1e-6 of the app, without a note', async () => {
    const trace = await captureInference(await inferEffnet('effnet-lite0-trunc'), all);
    const layers = await layersOf(trace);
    expect(outputDrift(trace.outputs.features as Tensor, layers.at(-1)?.tensor as Tensor)).toBeLessThan(1e-6);
    expect(trace.notes).toEqual([]);
  });

  it('of an int8 model: the integer kernels that the app runs, bit by bit, with the grid of their readers', async () => {
    const inference = await inferEffnet('effnet-lite0-trunc-int8');
    const trace = await captureInference(inference, all);
    const layers = await layersOf(trace);
    const convolution = layers.find(({ id }) => id === 'stem/conv/relu6_QuantizeLinear_Output');
    expect(convolution).toMatchObject({ op: 'QLinearConv', tensor: { dtype: 'uint8' } });
    expect(convolution?.quantization?.scale[0]).toBeCloseTo(6 / 255, 6);
    expect(convolution?.quantization?.zeroPoint).toEqual(Int32Array.of(0));
    expect(convolution?.written).toBeUndefined();
    expect(layers.at(-1)?.tensor.data).toEqual(inference.outputs.features?.data);
    expect(trace.model).toMatchObject({ quantization: 'static', weights: 'int8', opset: 17 });
    expect(trace.notes).toEqual([]);
  });

  it('once for several inferences of one model, each on its own inputs', async () => {
    const [one, two] = [await inferEffnet('effnet-lite0-trunc'), await inferEffnet('effnet-lite0-trunc', {}, 3)];
    const [a, b] = [await captureInference(one, all), await captureInference(two, all)];
    expect((await layersOf(a))[0]?.tensor.shape).toEqual([1, 32, 32, 32]);
    expect((await layersOf(b))[0]?.tensor.shape).toEqual([3, 32, 32, 32]);
    expect((await b.layers.list()).layers[0]?.shape).toEqual([3, 32, 32, 32]);
  });
});

describe('the stored graph is captured', () => {
  it('with every tensor under the name that it has in the file', async () => {
    const trace = await captureInference(await inferEffnet('effnet-lite0-trunc'), original);
    const { layers, unseen } = await trace.layers.list();
    expect(layers).toHaveLength(32);
    expect(unseen).toEqual([]);
    expect(layers[1]).toMatchObject({ id: 'stem/conv/relu6', op: 'Clip', inputs: ['stem/conv'] });
    expect((await layersOf(trace)).map(({ id }) => id)).toEqual(layers.map(({ id }) => id));
  });

  it('with a note where its output is not the app’s: int8 arithmetic simulated in float', async () => {
    const trace = await captureInference(await inferEffnet('effnet-lite0-trunc-int8'), original);
    await layersOf(trace);
    expect(trace.notes).toHaveLength(1);
    expect(trace.notes[0]).toMatch(
      /^the layers were computed in a second run whose output features differs from the app's own by drift \d\.\de-\d$/,
    );
  });
});

describe('the budget', () => {
  it('holds fewer layers at once by running several times, with the same values but for rounding, and a note', async () => {
    const inference = await inferEffnet('effnet-lite0-trunc');
    const whole = await layersOf(await captureInference(inference, all));
    const trace = await captureInference(inference, { ...all, maxBytes: 300_000 });
    const parts = await layersOf(trace);
    expect(parts.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
    for (const [i, { tensor }] of parts.entries())
      expect(outputDrift(tensor, whole[i]?.tensor as Tensor)).toBeLessThan(1e-6);
    expect(trace.notes.join()).toMatch(/the model ran \d+ times to hold fewer at once/);
  });
});

describe('layers are chosen', () => {
  it('the outputs alone, or by a predicate, with inputs that skip what was left out', async () => {
    const inference = await inferEffnet('effnet-lite0-trunc');
    const outputs = await captureInference(inference, { ...all, layers: 'outputs' });
    expect((await outputs.layers.list()).layers.map(({ id, inputs }) => [id, inputs])).toEqual([
      ['features', ['images']],
    ]);
    const chosen = await captureInference(inference, { ...all, layers: (id) => id.endsWith('/add') });
    const { layers } = await chosen.layers.list();
    expect(layers.map(({ id }) => id).slice(-1)).toEqual(['features']);
    expect(layers.length).toBeGreaterThan(1);
    const known = new Set(['images', ...layers.map(({ id }) => id)]);
    expect(layers.flatMap(({ inputs }) => inputs).every((id) => known.has(id))).toBe(true);
    expect((await layersOf(chosen)).map(({ id }) => id)).toEqual(layers.map(({ id }) => id));
  });
});

describe('what is special in a graph', () => {
  const x = floats([2, 4]);

  it('constants are no layers, shapes are layers marked constant', async () => {
    const model = buildModel({
      nodes: [
        ['Transpose', ['w'], ['wt']],
        ['MatMul', ['x', 'wt'], ['y']],
        ['Shape', ['x'], ['s']],
        ['Reshape', ['y', 's'], ['z']],
      ],
      inputs: { x: ['float32', ['n', 4]] },
      outputs: ['z'],
      weights: { w: floats([4, 4]) },
    });
    const { list } = await capture(model, { x }, original);
    expect(list.layers.map(({ id, constant }) => [id, constant ?? false])).toEqual([
      ['y', false],
      ['s', true],
      ['z', false],
    ]);
  });

  it('bfloat16, float8 and 4-bit tensors come as their exact casts, and the process lives', async () => {
    const model = buildModel(
      {
        nodes: [
          ['Cast', ['x'], ['b'], { to: 16n }],
          ['Cast', ['b'], ['f'], { to: 1n }],
          ['Cast', ['x'], ['e'], { to: 17n }],
          ['Cast', ['e'], ['g'], { to: 1n }],
          ['Cast', ['x'], ['i'], { to: 22n }],
          ['Cast', ['i'], ['h'], { to: 1n }],
          ['Cast', ['x'], ['u'], { to: 21n }],
          ['Cast', ['u'], ['k'], { to: 1n }],
          ['Sum', ['f', 'g', 'h', 'k'], ['y']],
        ],
        inputs: { x: ['float32', [4]] },
        outputs: ['y'],
      },
      21,
    );
    const { layers } = await capture(model, { x: floats([4], [1.5, 2, 3.1, 4]) }, original);
    const special = layers
      .filter(({ storedAs }) => storedAs)
      .map(({ id, storedAs, tensor }) => [id, storedAs, tensor.dtype, Array.from(tensor.data as Int8Array)]);
    expect(special).toEqual([
      ['b', 'bfloat16', 'float32', [1.5, 2, 3.09375, 4]],
      ['e', 'float8e4m3fn', 'float32', [1.5, 2, 3, 4]],
      ['i', 'int4', 'int8', [2, 2, 3, 4]],
      ['u', 'uint4', 'uint8', [2, 2, 3, 4]],
    ]);
  });

  it('what an If reads counts as its input, and what is inside it is named', async () => {
    const branch = (op: string) => buildGraph({ nodes: [[op, ['h'], ['inner']]], outputs: ['inner'] });
    const model = buildModel({
      nodes: [
        ['Relu', ['x'], ['h']],
        ['ReduceSum', ['x'], ['sum'], { keepdims: 0n }],
        ['Greater', ['sum', 'zero'], ['positive']],
        ['If', ['positive'], ['y'], { then_branch: branch('Exp'), else_branch: branch('Neg') }],
      ],
      inputs: { x: ['float32', [2, 4]] },
      outputs: ['y'],
      weights: { zero: floats([], [0]) },
    });
    const { list, layers } = await capture(model, { x }, original);
    expect(list.layers.find(({ id }) => id === 'y')?.inputs).toEqual(['positive', 'h']);
    expect(list.unseen).toEqual([
      { id: 'inner', reason: 'inside If node3' },
      { id: 'inner', reason: 'inside If node3' },
    ]);
    expect(layers.map(({ id }) => id)).toEqual(['h', 'sum', 'positive', 'y']);
  });

  it('what is inside the model’s own functions is named as stored, and read as deployed', async () => {
    const proto = buildModelProto({
      nodes: [
        ['own:Double', ['x'], ['h']],
        ['Relu', ['h'], ['y']],
      ],
      inputs: { x: ['float32', [2, 4]] },
      outputs: ['y'],
    });
    const { node } = buildGraph({
      nodes: [
        ['Neg', ['a'], ['negative']],
        ['Sub', ['a', 'negative'], ['b']],
      ],
      outputs: ['b'],
    });
    proto.functions.push(
      create(FunctionProtoSchema, {
        ...{ name: 'Double', domain: 'own', input: ['a'], output: ['b'], node },
        opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: 17n })],
      }),
    );
    proto.opsetImport.push(create(OperatorSetIdProtoSchema, { domain: 'own', version: 1n }));
    const model = toBinary(ModelProtoSchema, proto);
    const stored = await capture(model, { x }, original);
    expect(stored.layers.map(({ id, op }) => [id, op])).toEqual([
      ['h', 'own.Double'],
      ['y', 'Relu'],
    ]);
    expect(stored.list.unseen).toEqual([{ id: 'node0/negative', reason: 'inside function Double node0' }]);
    const deployed = await capture(model, { x });
    expect(deployed.layers.map(({ op }) => op)).toEqual(['Neg', 'Sub', 'Relu']);
    expect(deployed.layers.slice(1).map(({ tensor }) => tensor)).toEqual(stored.layers.map(({ tensor }) => tensor));
  });

  it('sequences are named, not read', async () => {
    const model = buildModel({
      nodes: [
        ['SplitToSequence', ['x'], ['parts'], { axis: 0n }],
        ['ConcatFromSequence', ['parts'], ['y'], { axis: 0n }],
      ],
      inputs: { x: ['float32', [2, 4]] },
      outputs: ['y'],
    });
    const { list, layers } = await capture(model, { x }, original);
    expect(list.unseen).toEqual([{ id: 'parts', reason: 'sequence, map or optional' }]);
    expect(layers.map(({ id }) => id)).toEqual(['y']);
  });

  it('omitted optional outputs, strings, integers and several outputs are taken as they are', async () => {
    const model = buildModel({
      nodes: [
        ['TopK', ['x', 'two'], ['top', 'where'], { axis: -1n }],
        ['LayerNormalization', ['x', 'four'], ['norm', '', 'deviation'], { axis: -1n }],
        ['Cast', ['where'], ['y'], { to: 8n }],
        ['Split', ['x', 'halves'], ['a', 'b'], { axis: 1n }],
      ],
      inputs: { x: ['float32', ['n', 4]] },
      outputs: ['y', 'a', 'b', 'deviation'],
      weights: { four: floats([4], [1, 1, 1, 1]), two: ints([1], [2]), halves: ints([2], [1, 3]) },
    });
    const { layers } = await capture(model, { x: floats([1, 4], [3, 9, 1, 5]) });
    expect(
      layers
        .filter(({ id }) => id !== 'norm' && id !== 'deviation')
        .map(({ id, tensor }) => [id, tensor.dtype, tensor.shape, Array.from(tensor.data as Iterable<unknown>)]),
    ).toEqual([
      ['top', 'float32', [1, 2], [9, 5]],
      ['where', 'int64', [1, 2], [1n, 3n]],
      ['y', 'string', [1, 2], ['1', '3']],
      ['a', 'float32', [1, 1], [3]],
      ['b', 'float32', [1, 3], [9, 1, 5]],
    ]);
    expect(layers.map(({ id }) => id)).toContain('deviation');
  });

  it('the scale of dynamic quantization comes from the same run', async () => {
    const model = buildModel({
      nodes: [
        ['DynamicQuantizeLinear', ['x'], ['q', 'scale', 'zero']],
        ['MatMulInteger', ['q', 'w', 'zero'], ['sums']],
        ['Cast', ['sums'], ['real'], { to: 1n }],
        ['Mul', ['scale', 'wscale'], ['scales']],
        ['Mul', ['real', 'scales'], ['y']],
      ],
      inputs: { x: ['float32', [2, 4]] },
      outputs: ['y'],
      weights: {
        w: { dtype: 'int8', shape: [4, 3], data: Int8Array.from({ length: 12 }, (_, i) => i - 6) },
        wscale: floats([1], [0.5]),
      },
    });
    const { layers, list, trace } = await capture(model, { x }, original);
    const quantized = layers.find(({ id }) => id === 'q');
    const scale = layers.find(({ id }) => id === 'scale')?.tensor.data[0];
    expect(quantized?.quantization?.scale[0]).toBe(scale);
    expect(trace.model.quantization).toBe('dynamic');
    const [weight] = list.layers.find(({ id }) => id === 'sums')?.weights ?? [];
    expect(weight).toMatchObject({ role: 'weight', shape: [3, 4], dtype: 'int8' });
  });

  it('a reader that takes another zero point than the writer meant is told apart', async () => {
    const model = buildModel({
      nodes: [
        ['QuantizeLinear', ['x', 's', 'z'], ['q']],
        ['DequantizeLinear', ['q', 's', 'wrong'], ['y']],
      ],
      inputs: { x: ['float32', [2, 4]] },
      outputs: ['y'],
      weights: {
        s: floats([], [0.01]),
        z: { dtype: 'uint8', shape: [], data: Uint8Array.of(128) },
        wrong: { dtype: 'uint8', shape: [], data: Uint8Array.of(127) },
      },
    });
    const { layers } = await capture(model, { x }, original);
    expect(layers[0]?.quantization?.zeroPoint).toEqual(Int32Array.of(127));
    expect(layers[0]?.written?.zeroPoint).toEqual(Int32Array.of(128));
  });

  it('Dropout that was exported in training mode is named: its layers are noise', async () => {
    const model = buildModel({
      nodes: [['Dropout', ['x', 'half', 'training'], ['y']]],
      inputs: { x: ['float32', [2, 4]] },
      outputs: ['y'],
      weights: { half: floats([], [0.5]), training: { dtype: 'bool', shape: [], data: Uint8Array.of(1) } },
    });
    const { trace } = await capture(model, { x }, original);
    expect(trace.notes).toContain('Dropout node0 draws random numbers: the layers behind it differ from run to run');
  });

  it('an inference whose model is not known gives a trace whose layers say why', async () => {
    const known = await inferEffnet('effnet-lite0-trunc');
    const trace = await captureInference({ ...known, model: { unknown: 'made before exray was loaded' } }, all);
    expect(trace.outputs).toBe(known.outputs);
    await expect(trace.layers.list()).rejects.toThrow(
      'exray: the layers of this inference cannot be captured: its model is not known. The session was made before exray was loaded. Load the model after exray: put exray first in the setup files.',
    );
  });
});
