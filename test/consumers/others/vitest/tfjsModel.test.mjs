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

test('records a model where only the parts of tfjs that it needs are loaded', async () => {
  const weights = { weightSpecs: [], weightData: new ArrayBuffer(0) };
  const model = await loadGraphModel({ load: async () => ({ modelTopology: graph, ...weights }) });
  const given = tf.tensor2d([[-1, 2]]);
  const trace = await record(async () => model.predict(given).data());
  expect([...trace.inputs.x.data]).toEqual([-1, 2]);
  expect([...trace.outputs.y.data]).toEqual([0, 2]);
});
