const path = require('node:path');
const { record, recordAll } = require('exray');
const library = require('library');
const { classify } = require('../app/cjs.cjs');
const ort = require('onnxruntime-node');

const model = path.join(__dirname, '../app/model.onnx');

test('the library has a copy of its own', () => {
  expect(library.ort).not.toBe(ort);
});

test('records both copies', async () => {
  expect((await record(() => library.classify(model, 2))).inputs.x.data[0]).toBe(2);
  expect((await record(() => classify(3))).inputs.x.data[0]).toBe(3);
  const { traces } = await recordAll(async () => {
    await library.classify(model, 4);
    await classify(5);
  });
  expect(traces.map(({ inputs }) => inputs.x.data[0])).toEqual([4, 5]);
  for (const { layers } of traces) expect((await layers.list()).layers.map(({ id }) => id)).toContain('active');
});
