import { expect, it } from 'vitest';
import type { HeldTensor, ModelSource, Replay } from '../../../src/runtimes/runtime.ts';
import { captureInference } from '../../../src/runtimes/tfjs/capture.ts';
import { inferModel } from '../../../src/runtimes/tfjs/infer.ts';
import { replayModel } from '../../../src/runtimes/tfjs/replay.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { loop, types } from './handMade.ts';
import { tf } from './models.ts';

const options = { capture: 'original', layers: 'all', maxBytes: 2 ** 30 } as const;

/** Every layer of a model replayed on its own values, and the values themselves. */
const replayed = async (source: ModelSource, inputs: Record<string, Tensor>) => {
  const trace = await captureInference(await inferModel(source, inputs, {}), options);
  const values = new Map<string, Tensor>(Object.entries(inputs));
  const held: HeldTensor[] = [];
  for await (const { id, tensor } of trace.layers.read()) {
    values.set(id, tensor);
    held.push({ id, dtype: tensor.dtype, shape: tensor.shape });
  }
  const replay = (await replayModel(source, trace)) as Replay;
  const pieces = await replay.plan(held);
  const results = await replay.run(pieces, values);
  await replay.close();
  return { held, values, pieces, results };
};

/** Equal to the last bit; arrays of this size take the test runner too long. */
const isSame = (a: Tensor | undefined, b: Tensor | undefined): boolean =>
  `${a?.dtype} ${a?.shape}` === `${b?.dtype} ${b?.shape}` && bytesOf(a).equals(bytesOf(b));

const bytesOf = (tensor: Tensor | undefined): Buffer =>
  Buffer.from(((tensor?.data ?? new Float32Array()) as Float32Array).buffer);

it.each(['graph', 'layers'])('runs each layer of a %s model on held values and makes the same values', async (kind) => {
  const data = Float32Array.from({ length: 64 * 64 * 3 }, (_, i) => Math.sin(i));
  const inputs: Record<string, Tensor> = { images: { dtype: 'float32', shape: [1, 64, 64, 3], data } };
  const path = `fixtures/models/tfjs-${kind}-trunc/model.json`;
  const { held, values, pieces, results } = await replayed({ path }, inputs);
  expect(pieces.map(({ output }) => output)).toEqual(held.map(({ id }) => id));
  expect(pieces.every(({ nodes }) => nodes.length === 1)).toBe(true);
  for (const { id } of held) expect(isSame(results.get(id), values.get(id)), id).toBe(true);
  expect(tf.memory().numTensors).toBe(0);
});

const floats = (shape: number[], ...data: number[]): Tensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(data),
});

it('cuts models inside models, shared layers and layers with several results', async () => {
  const inner = tf.sequential({
    layers: [tf.layers.dense({ units: 4, inputShape: [3] }), tf.layers.reLU(), tf.layers.dense({ units: 3 })],
  });
  const x = tf.input({ shape: [2, 3], name: 'x' });
  const each = tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 3 }) }).apply(x);
  const [last, , cell] = tf.layers.lstm({ units: 3, returnState: true }).apply(each) as ReturnType<typeof tf.input>[];
  const sum = tf.layers.add().apply([inner.apply(last as never), inner.apply(cell as never)] as never);
  const model = tf.model({ inputs: x, outputs: sum as never });
  const inputs = { x: floats([1, 2, 3], 1, -2, 3, 4, 5, -6) };
  const { held, values, pieces, results } = await replayed({ instance: model }, inputs);
  expect(held.length).toBeGreaterThan(9);
  expect(pieces.map(({ output }) => output)).toEqual(held.map(({ id }) => id));
  for (const { id } of held) expect(isSame(results.get(id), values.get(id)), id).toBe(true);
});

it('runs through a node with several results, which nobody can begin at', async () => {
  const inputs = { words: { dtype: 'string', shape: [1], data: ['a!'] } as Tensor, x: floats([1, 4], 1, 5, 3, 4) };
  const { pieces, results, values } = await replayed({ instance: await types() }, inputs);
  expect(pieces.find(({ output }) => output === 'flags')).toEqual({
    output: 'flags',
    inputs: ['x'],
    nodes: [
      { op: 'Split', node: 'split' },
      { op: 'Greater', node: 'more' },
    ],
  });
  expect(results.get('flags')).toEqual(values.get('flags'));
  expect(results.get('text')).toEqual(values.get('text'));
  expect(pieces.map(({ output }) => output)).not.toContain('size');
});

it('gives the reason where a model cannot be cut', async () => {
  const reason = async (instance: object, inputs: Record<string, Tensor>) => {
    const trace = await captureInference(await inferModel({ instance }, inputs, {}), options);
    return replayModel({ instance }, trace);
  };
  expect(await reason(await loop(), { x: floats([2], 1, 2) })).toEqual({
    reason: 'a graph with branches, loops or results of unknown size cannot be cut',
  });
  const masked = tf.sequential({
    layers: [tf.layers.masking({ inputShape: [2, 3], name: 'mask' }), tf.layers.lstm({ units: 2 })],
  });
  const input = masked.inputs[0]?.sourceLayer.name as string;
  expect(await reason(masked, { [input]: floats([1, 2, 3], 1, 2, 3, 0, 0, 0) })).toEqual({
    reason: 'Masking mask hands a mask on, which a piece of the model does not get',
  });
});

it('names the layer that the held values do not fit', async () => {
  const path = 'fixtures/models/tfjs-graph-trunc/model.json';
  const inputs = { images: { dtype: 'float32', shape: [1, 64, 64, 3], data: new Float32Array(12288) } as Tensor };
  const trace = await captureInference(await inferModel({ path }, inputs, {}), options);
  const replay = (await replayModel({ path }, trace)) as Replay;
  const [first] = await replay.plan([{ id: 'features', dtype: 'float32', shape: [1, 4, 4, 80] }]);
  await expect(replay.run([first as never], new Map([['images', floats([1], 1)]]))).rejects.toThrow(
    /^exray: the reference model's layer features could not be run on the deployed values: The shape of dict\['images'\].* The piece that makes it has .*_FusedConv2D/s,
  );
  await expect(replay.run([first as never], new Map())).rejects.toThrow('was not given a value of images');
  await replay.close();
});
