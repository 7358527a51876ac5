import { createRequire } from 'node:module';
import { record } from 'exray';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);

test('says that no runtime is loaded', async () => {
  await expect(record(() => 'cached')).rejects.toThrow(
    /record saw no inference in test "says that no runtime is loaded".*No supported runtime is loaded in this process \(onnxruntime-node, tfjs\)|onnxruntime-node 1\.\d+\.\d+ is loaded, but run called no session/,
  );
});

test('says that nothing was called', async () => {
  const { classify } = require('../app/cjs.cjs');
  await classify();
  await expect(record(() => 'cached')).rejects.toThrow(
    /onnxruntime-node 1\.\d+\.\d+ is loaded, but run called no session\. Check that run reaches the model/,
  );
});

test('says that run did not wait', async () => {
  const { classify } = require('../app/cjs.cjs');
  await expect(
    record(() => {
      void classify();
    }),
  ).rejects.toThrow(/1 inference ran after run had returned: its promise was not awaited/);
});
