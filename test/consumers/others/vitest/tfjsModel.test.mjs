import '@tensorflow/tfjs-backend-cpu';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { record } from 'exray';
import { expect, test } from 'vitest';

const node = (name, op, input, attr) => ({ name, op, input, attr: { T: { type: 'DT_FLOAT' }, ...attr } });
const graph = {
  versions: { producer: 987 },
  node: [
    node('x', 'Placeholder', [], {
      dtype: { type: 'DT_FLOAT' },
      shape: { shape: { dim: [{ size: '1' }, { size: '2' }] } },
    }),
    node('y', 'Relu', ['x'], {}),
  ],
};

test('says of a model that runs in tfjs that this runtime is not observed yet', async () => {
  const weights = { weightSpecs: [], weightData: new ArrayBuffer(0) };
  const model = await loadGraphModel({ load: async () => ({ modelTopology: graph, ...weights }) });
  const given = tf.tensor2d([[-1, 2]]);
  await expect(
    record(async () => {
      const scores = await model.predict(given).data();
      expect([...scores]).toEqual([0, 2]);
      return scores;
    }),
  ).rejects.toThrow(
    /tfjs is loaded \(.*\/@tensorflow\/tfjs-.*\), tfjs made \d+ tensors? while run ran, and exray does not observe it yet/,
  );
});
