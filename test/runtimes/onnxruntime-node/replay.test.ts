import { describe, expect, it } from 'vitest';
import { captureInference } from '../../../src/runtimes/onnxruntime-node/capture.ts';
import { inferModel } from '../../../src/runtimes/onnxruntime-node/infer.ts';
import { replayModel } from '../../../src/runtimes/onnxruntime-node/replay.ts';
import { outputDrift } from '../../../src/runtimes/outputDrift.ts';
import type { Replay } from '../../../src/runtimes/runtime.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { buildGraph, buildModel, floats } from '../../formats/onnx/buildModel.ts';
import { inferEffnet, layersOf, modelFile } from './effnet.ts';

const capture = async (inference: Awaited<ReturnType<typeof inferEffnet>>, how: 'deployed' | 'original') =>
  captureInference(inference, { capture: how, layers: 'all', maxBytes: 2 ** 30 });

const held = (values: ReadonlyMap<string, Tensor>) =>
  [...values].map(([id, { dtype, shape }]) => ({ id, dtype, shape }));

const valuesOf = async (trace: Trace): Promise<Map<string, Tensor>> =>
  new Map([...Object.entries(trace.inputs), ...(await layersOf(trace)).map(({ id, tensor }) => [id, tensor] as const)]);

const replayOf = async (source: { path?: string; bytes?: Uint8Array }, trace: Trace): Promise<Replay> => {
  const replay = await replayModel(source, trace);
  if ('reason' in replay) throw new Error(replay.reason);
  return replay;
};

describe('a model replayed on its own tensors has no own error', () => {
  it.each([
    ['effnet-lite0', 94],
    ['effnet-lite0-int8', 185],
    ['effnet-lite0-trunc', 32],
    ['effnet-lite0-trunc-int8', 62],
    ['effnet-lite0-trunc-torch-export', 32],
  ])('%s as stored: %i pieces', async (name, count) => {
    const trace = await capture(await inferEffnet(name), 'original');
    const values = await valuesOf(trace);
    const replay = await replayOf({ path: modelFile(name) }, trace);
    const pieces = await replay.plan(held(values));
    expect(pieces).toHaveLength(count);
    const own = await replay.run(pieces, values);
    for (const [id, tensor] of own) expect([id, outputDrift(values.get(id) as Tensor, tensor)]).toEqual([id, 0]);
    expect(own.size).toBe(count);
    await replay.close();
  });

  it.each(['effnet-lite0-trunc', 'effnet-lite0-trunc-int8'])(
    '%s as deployed against as stored: at most 1e-6',
    async (name) => {
      const inference = await inferEffnet(name);
      const values = await valuesOf(await capture(inference, 'deployed'));
      const replay = await replayOf({ path: modelFile(name) }, await capture(inference, 'original'));
      const own = await replay.run(await replay.plan(held(values)), values);
      expect(own.size).toBeGreaterThan(19);
      for (const [id, tensor] of own) expect(outputDrift(values.get(id) as Tensor, tensor)).toBeLessThan(1e-6);
      await replay.close();
    },
  );
});

describe('a piece', () => {
  it('is a convolution with its activation where only the latter is held, and names them', async () => {
    const trace = await capture(await inferEffnet('effnet-lite0-trunc'), 'original');
    const replay = await replayOf({ path: modelFile('effnet-lite0-trunc') }, trace);
    const pieces = await replay.plan([{ id: 'stem/conv/relu6', dtype: 'float32', shape: [1, 32, 32, 32] }]);
    expect(pieces).toEqual([
      {
        output: 'stem/conv/relu6',
        inputs: ['images'],
        nodes: [
          { op: 'Conv', node: 'stem/conv' },
          { op: 'Clip', node: 'stem/conv/relu6' },
        ],
      },
    ]);
  });

  it('is cut at no tensor of another type or size', async () => {
    const trace = await capture(await inferEffnet('effnet-lite0-trunc'), 'original');
    const replay = await replayOf({ path: modelFile('effnet-lite0-trunc') }, trace);
    expect(await replay.plan([{ id: 'stem/conv', dtype: 'uint8', shape: [1, 32, 32, 32] }])).toEqual([]);
    expect(await replay.plan([{ id: 'stem/conv', dtype: 'float32', shape: [1, 32, 32, 31] }])).toEqual([]);
    expect(await replay.plan([{ id: 'stem/conv', dtype: 'float32', shape: [1, 32, 1024] }])).toHaveLength(1);
  });

  it('computes on foreign values, also what an If reads from outside', async () => {
    const branch = (op: string) => buildGraph({ nodes: [[op, ['h'], ['inner']]], outputs: ['inner'] });
    const bytes = buildModel({
      nodes: [
        ['Relu', ['x'], ['h']],
        ['ReduceSum', ['x'], ['sum'], { keepdims: 0n }],
        ['Greater', ['sum', 'zero'], ['positive']],
        ['If', ['positive'], ['y'], { then_branch: branch('Abs'), else_branch: branch('Neg') }],
        ['Mul', ['y', 'y'], ['z']],
      ],
      inputs: { x: ['float32', [2]] },
      outputs: ['z'],
      weights: { zero: floats([], [0]) },
    });
    const inference = await inferModel({ bytes }, { x: floats([2], [1, 2]) }, {});
    const trace = await capture(inference, 'original');
    const replay = await replayOf({ bytes }, trace);
    const values = new Map<string, Tensor>([
      ['x', floats([2], [1, 2])],
      ['h', floats([2], [-5, 7])],
      ['positive', { dtype: 'bool', shape: [], data: Uint8Array.of(0) }],
      ['y', floats([2], [3, -4])],
      ['z', floats([2], [0, 0])],
    ]);
    const pieces = await replay.plan(held(values));
    expect(pieces.map(({ output, inputs }) => [output, inputs])).toEqual([
      ['h', ['x']],
      ['positive', ['x']],
      ['y', ['positive', 'h']],
      ['z', ['y']],
    ]);
    const own = await replay.run(pieces, values);
    expect(Array.from(own.get('y')?.data as Float32Array)).toEqual([5, -7]);
    expect(Array.from(own.get('z')?.data as Float32Array)).toEqual([9, 16]);
    expect(Array.from(own.get('h')?.data as Float32Array)).toEqual([1, 2]);
  });
});
