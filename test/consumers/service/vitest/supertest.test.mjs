import { createServer } from 'node:http';
import { record } from 'exray';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { service } from '../app/service.cjs';

const payload = { features: [1, 2, 3, 4] };
let app;
beforeAll(async () => {
  app = await service();
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => app.close());

const classify = async () => (await request(app.server).post('/classify').send(payload).expect(200)).body;

test('supertest is recorded with exclusive', async () => {
  const trace = await record(classify, { exclusive: true });
  expect([...trace.inputs.x.data]).toEqual(payload.features);
  expect(trace.result.scores).toEqual([...trace.outputs.y.data]);
});

test('a server that was started before supertest calls it is named where exclusive is missing', async () => {
  await expect(record(classify)).rejects.toThrow(
    /1 inference of app\/model\.onnx ran outside of its async context, as it does behind an HTTP server that was started before \(one listens at port \d+\)\. Use record\(run, { exclusive: true }\)/,
  );
});

test('needs no exclusive where supertest starts the server itself', async () => {
  const trace = await record(async () => {
    const server = createServer((incoming, outgoing) => app.routing(incoming, outgoing));
    return (await request(server).post('/classify').send(payload).expect(200)).body;
  });
  expect(trace.result.scores).toEqual([...trace.outputs.y.data]);
});
