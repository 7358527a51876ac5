import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { recordModel } from '../../../src/record/recordModel.ts';
import { loadTrunc, tf } from './models.ts';
import { savedModel } from './savedModel.ts';

const data = Float32Array.from({ length: 64 * 64 * 3 }, (_, i) => Math.sin(i));
const images = { data, shape: [1, 64, 64, 3] };

it.each([
  ['graph', 21],
  ['layers', 32],
] as const)(
  'records a %s model by the path of its model.json as by its object: one model, the same values',
  async (kind, count) => {
    const path = `fixtures/models/tfjs-${kind}-trunc/model.json`;
    const fromPath = await recordModel(path, { images });
    const model = await loadTrunc(kind);
    const before = tf.memory();
    const fromObject = await recordModel(model, { images });
    expect(fromObject.outputs).toEqual(fromPath.outputs);
    expect(fromObject.model.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(fromPath.model).toEqual({ ...fromObject.model, path });
    expect((await fromPath.layers.list()).layers).toHaveLength(count);
    expect(tf.memory()).toEqual(before);
  },
);

it('takes tensors of tfjs as inputs', async () => {
  const model = await loadTrunc('layers');
  const trace = await recordModel(model, { images: tf.tensor(data, [1, 64, 64, 3]) });
  expect(trace.inputs.images).toEqual({ dtype: 'float32', ...images });
});

const refusals: [string, (model: Awaited<ReturnType<typeof loadTrunc<'graph'>>>) => Promise<unknown>, string][] = [
  [
    'an input of another name',
    (model) => recordModel(model, { image: images }),
    'exray: the model has no input image. It takes images float32 [?, 64, 64, 3]. Give the inputs by these names.',
  ],
  [
    'no input',
    (model) => recordModel(model, {}),
    'exray: the model was not given its input images. It takes images float32 [?, 64, 64, 3]. Give every input.',
  ],
  [
    'an input of another shape',
    (model) => recordModel(model, { images: { data, shape: [1, 3, 64, 64] } }),
    'exray: the model: input images is float32 [1, 3, 64, 64]. It takes images float32 [?, 64, 64, 3]. Give images in the shape that the model takes.',
  ],
  [
    'an input of another type',
    (model) => recordModel(model, { images: { data: new Int32Array(12288), shape: [1, 64, 64, 3] } }),
    'exray: the model: input images is int32 [1, 64, 64, 3]. It takes images float32 [?, 64, 64, 3]. Give images as float32.',
  ],
  [
    'a tensor that is disposed',
    (model) => {
      const tensor = tf.zeros([1, 64, 64, 3]);
      tensor.dispose();
      return recordModel(model, { images: tensor });
    },
    'exray: recordModel: input images cannot be read: Tensor is disposed.',
  ],
];

it.each(refusals)('refuses %s with the words', async (_, run, message) => {
  await expect(run(await loadTrunc('graph'))).rejects.toThrow(message);
});

it('refuses a JSON file that is no model, and weights that are gone', async () => {
  await expect(recordModel('package.json', { images })).rejects.toMatchObject({ code: 'not-a-model' });
  await expect(recordModel('fixtures/models/tfjs-graph/model.json', { images })).rejects.toMatchObject({
    code: 'tfjs-model-file',
    message: expect.stringContaining("Its weights group1-shard1of1.bin can't be read"),
  });
});

it('says that a SavedModel needs tfjs-node', async () => {
  const folder = savedModel();
  try {
    await expect(recordModel(folder, { x: { data: Float32Array.of(1, 2), shape: [1, 2] } })).rejects.toThrow(
      /is a SavedModel, which only tfjs-node runs\. This project has tfjs without it\. Run `npm install --save-dev @tensorflow\/tfjs-node`, or convert it: tensorflowjs_converter --input_format=tf_saved_model\.$/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('refuses an object that only looks like a model', async () => {
  await expect(recordModel({ predict: () => 1 }, { images })).rejects.toThrow(
    'exray: this object is no model of tfjs that exray can run. Give what tf.loadGraphModel or tf.loadLayersModel returned, or a model made with tf.model or tf.sequential.',
  );
});
