import { describe, expect, it } from 'vitest';
import { record } from '../../../src/record/record.ts';
import { recordModel } from '../../../src/record/recordModel.ts';
import { tf } from './models.ts';
import { layersOf, wiring } from './read.ts';

type Symbol = ReturnType<typeof tf.input>;

const dense = (units: number, name: string, more = {}) => tf.layers.dense({ units, name, ...more });
const apply = (layer: { apply(inputs: never): unknown }, inputs: Symbol | Symbol[]): Symbol =>
  layer.apply(inputs as never) as Symbol;

/** What a model of its own that ends at a layer makes: tfjs's own words. */
const cutAt = (inputs: Symbol | Symbol[], output: Symbol, given: never): number[] => [
  ...(tf.model({ inputs, outputs: output }).predict(given) as ReturnType<typeof tf.zeros>).dataSync(),
];

describe('a shared layer, called for two inputs', () => {
  const a = tf.input({ shape: [3], name: 'a' });
  const b = tf.input({ shape: [3], name: 'b' });
  const shared = dense(2, 'shared', { activation: 'relu' });
  const [left, right] = [apply(shared, a), apply(shared, b)];
  const sum = apply(tf.layers.add({ name: 'sum' }), [left, right]);
  const wide = apply(dense(4, 'wide'), sum);
  const model = tf.model({ inputs: [a, b], outputs: [wide, sum], name: 'two' });
  const given = () => [tf.tensor2d([[1, 2, 3]]), tf.tensor2d([[-4, 5, 6]])];

  it('is a layer for each call, with that call’s value', async () => {
    const inputs = given();
    const trace = await record(() => model.predict(inputs));
    expect(await wiring(trace)).toEqual({
      shared: ['b'],
      'shared:1': ['a'],
      sum: ['shared:1', 'shared'],
      wide: ['sum'],
    });
    const layers = await layersOf(trace);
    expect([...(layers['shared:1']?.data ?? [])]).toEqual(cutAt([a, b], left, inputs as never));
    expect([...(layers.shared?.data ?? [])]).toEqual(cutAt([a, b], right, inputs as never));
    expect(trace.outputs).toEqual({ wide: layers.wide, sum: layers.sum });
  });

  it('tells the activation that it has inside', async () => {
    const trace = await record(() => model.predict(given()));
    const { layers, unseen } = await trace.layers.list();
    expect(layers[0]).toMatchObject({ op: 'Dense', attributes: { activation: 'relu', fusedOps: ['biasadd', 'relu'] } });
    expect(unseen).toContainEqual({ id: 'shared biasadd', reason: 'fused into Dense shared' });
  });
});

describe('a model inside a model', () => {
  const inner = tf.sequential({
    name: 'inner',
    layers: [dense(4, 'd1', { inputShape: [3] }), tf.layers.reLU({ name: 'a1' }), dense(3, 'd2')],
  });
  const x = tf.input({ shape: [3], name: 'x' });
  const once = apply(inner, x);
  const twice = apply(inner, once);
  const model = tf.model({ inputs: x, outputs: [twice, once], name: 'outer' });

  it('shows the layers inside, once for each call, and its results as outputs', async () => {
    const input = tf.tensor2d([[1, -2, 3]]);
    const trace = await record(() => model.predict(input));
    expect(await wiring(trace)).toEqual({
      'inner/d1': ['x'],
      'inner/a1': ['inner/d1'],
      'inner/d2': ['inner/a1'],
      'inner/d1:1': ['inner/d2'],
      'inner/a1:1': ['inner/d1:1'],
      'inner/d2:1': ['inner/a1:1'],
    });
    expect(Object.keys(trace.outputs)).toEqual(['inner/d2:1', 'inner/d2']);
    const layers = await layersOf(trace);
    expect([...(layers['inner/d2']?.data ?? [])]).toEqual(cutAt(x, once, input as never));
    expect([...(layers['inner/d2:1']?.data ?? [])]).toEqual(cutAt(x, twice, input as never));
    expect(trace.notes).toEqual([]);
  });
});

it('joins the batches in which predict runs', async () => {
  const model = tf.sequential({ layers: [dense(4, 'first', { inputShape: [3] }), dense(2, 'second')] });
  const input = tf.randomNormal([5, 3], 0, 1, 'float32', 3);
  const trace = await record(() => model.predict(input as never, { batchSize: 2 }));
  const layers = await layersOf(trace);
  expect(layers.first?.shape).toEqual([5, 4]);
  expect(layers.second).toEqual(Object.values(trace.outputs)[0]);
});

it('runs a stateful layer from its beginning, and leaves its state as it was', async () => {
  const model = tf.sequential({
    layers: [tf.layers.lstm({ units: 3, stateful: true, batchInputShape: [1, 4, 2], name: 'memory' })],
  });
  const input = tf.randomNormal([1, 4, 2], 0, 1, 'float32', 3);
  model.resetStates();
  const first = await record(() => model.predict(input));
  const second = await record(() => model.predict(input));
  await layersOf(first);
  expect(first.notes).toEqual([]);
  const third = [...(model.predict(input) as ReturnType<typeof tf.zeros>).dataSync()];
  await layersOf(second);
  expect(second.notes.join()).toMatch(/whose output memory differs from the app's own/);
  const state = model.layers[0] as unknown as { states: ReturnType<typeof tf.zeros>[] };
  expect([...(state.states[0]?.dataSync() ?? [])]).toEqual(third);
});

it('reads the layers with the weights that the model had, whatever became of them', async () => {
  const model = tf.sequential({ layers: [dense(4, 'first', { inputShape: [3] }), dense(2, 'second')] });
  const input = tf.tensor2d([[1, 2, 3]]);
  const changed = await record(() => model.predict(input));
  const disposed = await record(() => model.predict(input));
  model.setWeights(model.getWeights().map((weight) => tf.zerosLike(weight)));
  expect((await layersOf(changed)).second).toEqual(Object.values(changed.outputs)[0]);
  model.dispose();
  expect((await layersOf(disposed)).second).toEqual(Object.values(disposed.outputs)[0]);
  expect([...changed.notes, ...disposed.notes]).toEqual([]);
});

it('says that a model was disposed before its weights could be kept', async () => {
  const model = tf.sequential({ layers: [dense(4, 'first', { inputShape: [3] })] });
  const input = tf.tensor2d([[1, 2, 3]]);
  const trace = await record(() => {
    const result = (model.predict(input) as ReturnType<typeof tf.zeros>).dataSync();
    model.dispose();
    return result;
  });
  await expect(trace.layers.list()).rejects.toThrow(
    'exray: the layers of this inference cannot be captured: its model is disposed. Its weights were gone before exray could keep them. Dispose the model after the test: in afterAll, not inside of record.',
  );
});

class Doubled extends tf.layers.Layer {
  static className = 'Doubled';
  override call(inputs: unknown) {
    return tf.mul([inputs].flat()[0] as never, 2);
  }
}

it('shows a custom layer, and says how one is registered where the model has to be made anew', async () => {
  const model = tf.sequential({ layers: [dense(2, 'first', { inputShape: [3] }), new Doubled({ name: 'twice' })] });
  const trace = await recordModel(model, { first_input: tf.tensor2d([[1, 2, 3]]) });
  const { first, twice } = await layersOf(trace);
  expect([...(twice?.data ?? [])]).toEqual([...((first?.data ?? []) as Float32Array)].map((value) => value * 2));
  model.dispose();
  await expect(layersOf(trace)).rejects.toThrow(
    /^exray: tfjs does not load the model: Unknown layer: Doubled\..* Doubled is a layer of the project's own\. Register it before: tf\.serialization\.registerClass\(Doubled\)\.$/s,
  );
});

it('reads int32 inputs, embeddings and layers with several results', async () => {
  const words = tf.input({ shape: [4], dtype: 'int32', name: 'words' });
  const vectors = apply(tf.layers.embedding({ inputDim: 10, outputDim: 3, name: 'vectors' }), words);
  const memory = tf.layers.lstm({ units: 2, returnState: true, name: 'memory' });
  const [out, , cell] = memory.apply(vectors) as Symbol[];
  const model = tf.model({ inputs: words, outputs: [out as Symbol, cell as Symbol] });
  const trace = await record(() => model.predict(tf.tensor2d([[1, 2, 3, 9]], [1, 4], 'int32')));
  expect(trace.inputs.words?.dtype).toBe('int32');
  const layers = await layersOf(trace);
  expect(Object.keys(layers).slice(0, 4)).toEqual(['vectors', 'memory.0', 'memory.1', 'memory.2']);
  expect(layers['memory.0']?.data).toEqual(Object.values(trace.outputs)[0]?.data);
  expect(layers['memory.2']?.data).toEqual(Object.values(trace.outputs)[1]?.data);
});

it('leaves the memory of tfjs as it was over 50 records, in a tf.tidy of the app and outside', async () => {
  const model = tf.sequential({ layers: [dense(4, 'first', { inputShape: [3] }), dense(2, 'second')] });
  const input = tf.tensor2d([[1, 2, 3]]);
  tf.dispose(model.predict(input));
  const before = tf.memory();
  for (let i = 0; i < 25; i++) {
    await layersOf(await record(() => tf.tidy(() => void model.predict(input))));
    const trace = await record(() => tf.dispose(model.predict(input)));
    tf.engine().startScope();
    await layersOf(trace);
    tf.engine().endScope();
  }
  expect(tf.memory()).toEqual(before);
});
