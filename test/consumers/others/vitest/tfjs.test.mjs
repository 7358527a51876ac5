import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { record } from 'exray';
import { expect, test } from 'vitest';

test('says that tfjs is not observed yet, also where kernels run without a model', async () => {
  const kept = tf.tensor2d([[1, 2]]);
  await expect(record(() => tf.matMul(kept, kept, false, true).data())).rejects.toThrow(
    /tfjs is loaded \(.*\/@tensorflow\/tfjs-.*\), its engine holds \d+ tensors, and exray does not observe it yet/,
  );
});
