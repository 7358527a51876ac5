// What a bundler makes of tfjs: one ES module, its classes in a scope of its own.
import * as tf from '@tensorflow/tfjs/dist/tf.fesm.js';
import { observeTfjs, record } from 'exray';
import { expect, test } from 'vitest';
import { layersModel } from '../app/models.cjs';

const model = layersModel(tf);
const score = (fill) => model.predict(tf.fill([1, 4], fill)).data();

test('says that a bundle hands its classes to nobody', async () => {
  await expect(record(() => score(2))).rejects.toThrow(
    /record saw no inference in .*tf\.fesm\.js holds a copy of tfjs and hands its classes to nobody, as bundles do, so calls of its models are not seen; it made \d+ tensors while run ran\..*observeTfjs\(\{ GraphModel, LayersModel \}\)/,
  );
});

test('records it when it was given its classes', async () => {
  observeTfjs(tf);
  const trace = await record(() => score(3));
  expect([...trace.inputs.x.data]).toEqual([3, 3, 3, 3]);
  expect([...trace.outputs.y.data]).toEqual([...trace.result]);
});
