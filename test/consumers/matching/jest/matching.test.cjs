const { record } = require('exray');
const { features } = require('../app/features.cjs');

test('a healthy model matches its reference', async () => {
  const trace = await record(() => features('healthy'));
  await expect(trace).toMatchReferenceLayers('../models/reference.onnx');
});

test('a broken model is named by its layer', async () => {
  const trace = await record(() => features('broken'));
  await expect(trace).toMatchReferenceLayers('../models/reference.onnx');
});

test('another result is named', async () => {
  const trace = await record(() => features('healthy'));
  await expect(trace).toMatchReferenceResult({ strongest: -1 });
});
