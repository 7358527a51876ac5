import { createRequire } from 'node:module';
import { record } from 'exray';
import * as library from 'library';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);

test('records a CommonJS app', async () => {
  const { classify, score, tf } = require('../app/cjs.cjs');
  await classify();
  const before = tf.memory();
  for (const run of [classify, score]) {
    const trace = await record(() => run(2));
    expect([...trace.inputs.x.data]).toEqual([2, 2, 2, 2]);
    expect([...trace.outputs.y.data]).toEqual(trace.result);
  }
  expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
});

test("sees the same from exray's CommonJS build", async () => {
  const { classify } = require('../app/cjs.cjs');
  const trace = await require('exray').record(() => classify(3));
  expect(trace.inputs.x.data[0]).toBe(3);
});

test('records a copy of tfjs inside a library', async () => {
  const { tf } = require('../app/cjs.cjs');
  expect(library.tf.Tensor).not.toBe(tf.Tensor);
  const model = await library.load(require('../app/models.cjs').graphModel);
  const trace = await record(() => library.classify(model, 4));
  expect(trace.inputs.x.data[0]).toBe(4);
  expect([...trace.outputs.y.data]).toEqual(trace.result);
});
