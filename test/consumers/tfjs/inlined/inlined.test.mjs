import * as tf from '@tensorflow/tfjs';
import { record } from 'exray';
import { expect, test } from 'vitest';
import { layersModel } from '../app/models.cjs';

const model = layersModel(tf);

test('records a copy of tfjs that Vite inlines', async () => {
  const trace = await record(() => model.predict(tf.fill([1, 4], 3)).data());
  expect([...trace.inputs.x.data]).toEqual([3, 3, 3, 3]);
});
