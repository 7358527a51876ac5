import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { record } from 'exray';
import { expect, test } from 'vitest';

test('says of kernels of tfjs without a model that they have no layers', async () => {
  const image = tf.ones([1, 4, 4, 1]);
  const filter = tf.ones([3, 3, 1, 1]);
  await expect(record(() => tf.relu(tf.conv2d(image, filter, 1, 'same')).data())).rejects.toThrow(
    /tfjs made \d tensors while run ran, by kernels that code calls one by one \(neither tfjs-layers nor tfjs-converter is loaded\): without a model there are no layers/,
  );
});

test('says that run called no model where none of its kernels ran either', async () => {
  await expect(record(() => 'cached')).rejects.toThrow(/tfjs is loaded, but run called no model/);
});
