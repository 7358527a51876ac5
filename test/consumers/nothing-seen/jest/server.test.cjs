const { record } = require('exray');

let service;
beforeAll(async () => {
  service = await require('../app/server.cjs').serve();
});
afterAll(() => service.close());

const ask = async () => (await fetch(service.url)).json();

test('names the server that was started before', async () => {
  await expect(record(ask)).rejects.toThrow(
    /^exray: record saw no inference in test "names the server that was started before" \([^)]*server\.test\.[mc]js:\d+\)\. 1 inference of app\/model\.onnx ran outside of its async context, as it does behind an HTTP server that was started before \(one listens at port \d+\)\. Use record\(run, { exclusive: true }\), which takes every inference of this thread while run runs, or start the server or queue inside run\.$/,
  );
});

test('records it all the same with exclusive', async () => {
  const trace = await record(ask, { exclusive: true });
  expect([...trace.outputs.y.data]).toEqual(trace.result);
});

test('needs no exclusive where the server is started inside run', async () => {
  const trace = await record(async () => {
    const own = await require('../app/server.cjs').serve();
    const scores = await (await fetch(own.url)).json();
    await own.close();
    return scores;
  });
  expect([...trace.outputs.y.data]).toEqual(trace.result);
});
