const { record } = require('exray');
const { service } = require('../app/service.cjs');
const payload = { features: [1, 2, 3, 4] };
let app;
let url;
beforeAll(async () => {
  app = await service();
  url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/classify`;
});
afterAll(() => app.close());

const post = async () => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  });
  return response.json();
};

test('is recorded through its port with exclusive', async () => {
  const trace = await record(post, { exclusive: true });
  expect([...trace.inputs.x.data]).toEqual(payload.features);
  expect(trace.result.scores).toEqual([...trace.outputs.y.data]);
});

test('is named where exclusive is missing', async () => {
  await expect(record(post)).rejects.toThrow(
    /1 inference of app\/model\.onnx ran outside of its async context, as it does behind an HTTP server that was started before \(one listens at port \d+\)\. Use record\(run, { exclusive: true }\)/,
  );
});
