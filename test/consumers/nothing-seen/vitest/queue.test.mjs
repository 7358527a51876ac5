import { createRequire } from 'node:module';
import { record } from 'exray';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);

const { classify } = require('../app/queue.cjs');

test('names a queue that was made at import', async () => {
  await expect(record(() => classify(2))).rejects.toThrow(
    /1 inference of app\/model\.onnx ran outside of its async context, as it does behind a queue, a pool or a server that was started before\. Use record\(run, { exclusive: true }\)/,
  );
});

test('records it all the same with exclusive', async () => {
  const trace = await record(() => classify(3), { exclusive: true });
  expect(trace.inputs.x.data[0]).toBe(3);
});

test('says which two tests want to be exclusive at once', async () => {
  const first = record(() => classify(4), { exclusive: true });
  await expect(record(() => classify(5), { exclusive: true })).rejects.toThrow(
    /^exray: test "says which two .*\(.*queue\.test\.[cm]js:\d+\) asks for an exclusive record while that of test "says which two .*\(.*queue\.test\.[cm]js:\d+\) is in progress\./,
  );
  expect((await first).inputs.x.data[0]).toBe(4);
});
