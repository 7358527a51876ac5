import { describe, expect, it } from 'vitest';
import { record } from '../../../src/record/record.ts';
import { recordModel } from '../../../src/record/recordModel.ts';
import { branch, graphModel, loop, node, placeholder, types } from './handMade.ts';
import { loadTrunc, tf } from './models.ts';
import { layersOf, wiring } from './read.ts';

const values = (tensor: { data: ArrayLike<unknown> } | undefined): unknown[] => Array.from(tensor?.data ?? []);

describe('a graph with a loop', () => {
  it('shows what each iteration computes', async () => {
    const model = await loop();
    const trace = await record(() => model.executeAsync({ x: tf.tensor1d([1, 10]) }));
    expect(trace.outputs).toEqual({ result: { dtype: 'float32', shape: [2], data: Float32Array.of(8, 80) } });
    const layers = await layersOf(trace);
    expect(values(layers['mul-/loop-0'])).toEqual([2, 20]);
    expect(values(layers['mul-/loop-2'])).toEqual([8, 80]);
    expect(layers.result).toEqual(trace.outputs.result);
    expect(await wiring(trace)).toMatchObject({
      'mul-/loop-2': ['x/switch-/loop-2:1'],
      'x/merge-/loop-2': ['x/next-/loop-2'],
      'x/next-/loop-2': ['mul-/loop-1'],
      'x/merge-/loop-0': ['x/enter-/loop-0'],
      'x/exit': ['x/switch-/loop-3'],
      result: ['x/exit'],
    });
    expect(trace.notes).toEqual([]);
  });

  it('says so where it is run at once', async () => {
    const model = await loop();
    await expect(record(() => model.predict(tf.tensor1d([1, 10])))).rejects.toThrow(
      /dynamic op 'Exit'.*Please use model\.executeAsync\(\)/,
    );
  });

  it('is read for two inferences at once', async () => {
    const model = await loop();
    const traces = await Promise.all([1, 2].map((x) => recordModel(model, { x: tf.tensor1d([x, 10]) })));
    const layers = await Promise.all(traces.map(layersOf));
    expect(layers.map((one) => values(one['mul-/loop-2']))).toEqual([
      [8, 80],
      [16, 80],
    ]);
  });

  it('leaves the memory of tfjs as it was, and its flags', async () => {
    const model = await loop();
    const x = tf.tensor1d([1, 10]);
    const run = async () => tf.dispose(await model.executeAsync(x));
    await run();
    const before = tf.memory();
    for (let i = 0; i < 5; i++) await layersOf(await record(run));
    expect(tf.memory()).toEqual(before);
    expect(tf.env().getBool('KEEP_INTERMEDIATE_TENSORS')).toBe(false);
  });
});

describe('a graph with a branch', () => {
  it('shows the branch that was taken', async () => {
    const model = await branch('switch');
    const run = (p: boolean) => record(() => model.executeAsync({ p: tf.scalar(p, 'bool'), x: tf.tensor1d([1, -2]) }));
    const [taken, other] = [await layersOf(await run(true)), await layersOf(await run(false))];
    expect(Object.keys(taken)).toEqual(expect.arrayContaining(['mul', 'merge', 'result']));
    expect(taken.neg).toBeUndefined();
    expect(values(taken.mul)).toEqual([2, -4]);
    expect(values(other.neg)).toEqual([-1, 2]);
  });

  it('lists what a function computes as inside of it', async () => {
    const model = await branch('function');
    const trace = await recordModel(model, {
      p: tf.scalar(true, 'bool'),
      x: tf.tensor1d([3, -2]),
    });
    expect(values(trace.outputs.result)).toEqual([9, 4]);
    const { layers, unseen } = await trace.layers.list();
    expect(layers.map(({ id, op }) => [id, op])).toEqual([
      ['call', 'StatelessIf'],
      ['result', 'Identity'],
    ]);
    expect(unseen).toContainEqual({ id: 'call/square_op', reason: 'inside StatelessIf call' });
  });
});

it('reads texts, bools, whole numbers and each result of a node', async () => {
  const model = await types();
  const before = tf.memory();
  const inputs = { words: tf.tensor1d(['a!', 'b?']), x: tf.tensor2d([[1, 5, 3, 4]]) };
  const trace = await recordModel(model, inputs);
  expect(trace.outputs).toMatchObject({
    text: { dtype: 'string', shape: [2], data: ['a.', 'b.'] },
    flags: { dtype: 'bool', shape: [1, 2], data: Uint8Array.of(0, 1) },
    index: { dtype: 'int32', shape: [1], data: Int32Array.of(1) },
    size: { dtype: 'int32', data: Int32Array.of(1, 4) },
    right: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(3, 4) },
  });
  const layers = await layersOf(trace);
  expect(values(layers.split)).toEqual([1, 5]);
  expect(layers.right).toEqual(trace.outputs.right);
  const { layers: infos } = await trace.layers.list();
  expect(infos.find(({ id }) => id === 'size')).toMatchObject({ op: 'Shape', constant: true });
  expect(infos.find(({ id }) => id === 'flags')?.inputs).toEqual(['split', 'right']);
  tf.dispose(inputs);
  expect(tf.memory()).toEqual(before);
});

it('takes a batch of any size', async () => {
  const model = await loadTrunc('graph');
  const trace = await record(() => model.predict(tf.zeros([2, 64, 64, 3])));
  expect((await layersOf(trace)).features?.shape).toEqual([2, 4, 4, 80]);
});

it('runs the model several times where its layers take more than maxBytes, with the same values', async () => {
  const model = await loadTrunc('graph');
  const x = tf.randomNormal([1, 64, 64, 3], 0, 1, 'float32', 7);
  const whole = await layersOf(await record(() => model.predict(x)));
  const parts = await layersOf(await record(() => model.predict(x), { maxBytes: 400_000 }));
  expect(Object.keys(parts)).toEqual(Object.keys(whole));
  const bytes = ({ data }: { data: unknown }) => Buffer.from((data as Float32Array).buffer);
  for (const [id, layer] of Object.entries(whole))
    expect(bytes(parts[id] as never).equals(bytes(layer)), id).toBe(true);
});

it('shows what an app asked for in the middle of the graph, and what the fused nodes hide', async () => {
  const model = await loadTrunc('graph');
  const x = tf.zeros([1, 64, 64, 3]);
  const { layers, unseen } = await (await record(() => model.predict(x))).layers.list();
  const fused = layers.find(({ op }) => op === '_FusedConv2D');
  expect(fused?.attributes).toMatchObject({ fusedOps: ['biasadd', 'relu6'], strides: [1, 2, 2, 1], pad: 'same' });
  expect(unseen).toContainEqual({ id: `${fused?.id} biasadd`, reason: `fused into _FusedConv2D ${fused?.id}` });
  const trace = await record(() => model.execute({ images: x }, fused?.id as string));
  expect(Object.keys(trace.outputs)).toEqual([fused?.id]);
  expect((await layersOf(trace))[fused?.id as string]).toEqual(trace.outputs[fused?.id as string]);
});

it('reads the layers of a model that was disposed since', async () => {
  const model = await loadTrunc('graph');
  const trace = await record(() => model.predict(tf.zeros([1, 64, 64, 3])));
  model.dispose();
  expect((await layersOf(trace)).features).toEqual(trace.outputs.features);
  expect(trace.notes).toEqual([]);
});

it('leaves out what no output needs, which tfjs never runs', async () => {
  const nodes = [placeholder('x', 'DT_FLOAT', [2]), node('own', 'MyOwnOp', ['x']), node('neg', 'Neg', ['x'])];
  const model = await graphModel(nodes, {}, { outputs: { y: 'neg:0' } });
  const trace = await recordModel(model, { x: tf.tensor1d([1, 2]) });
  expect(await wiring(trace)).toEqual({ y: ['x'] });
  expect(values((await layersOf(trace)).y)).toEqual([-1, -2]);
});

it('says which operation is not registered', async () => {
  const model = await graphModel([placeholder('x', 'DT_FLOAT', [2]), node('own', 'MyOwnOp', ['x'])], {});
  await expect(recordModel(model, { x: tf.tensor1d([1, 2]) })).rejects.toThrow(
    /^exray: tfjs could not run the model: .*Unknown op 'MyOwnOp'.* Check that the values are what the model expects, and that every operator of it is registered\.$/s,
  );
});

it('says that no backend is ready', async () => {
  const model = await loadTrunc('graph');
  const trace = await record(() => model.predict(tf.zeros([1, 64, 64, 3])));
  const engine = tf.engine() as unknown as { backendName: string | null };
  const { backendName } = engine;
  engine.backendName = null;
  try {
    await expect(trace.layers.list()).rejects.toThrow(
      /^exray: tfjs has no backend that is ready\. A backend becomes ready asynchronously, and none was waited for; registered: .*cpu.*\. Write `await tf\.ready\(\)` \(after tf\.setBackend\) before the model is used\.$/,
    );
  } finally {
    engine.backendName = backendName;
  }
});
