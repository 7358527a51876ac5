import { createRequire } from 'node:module';
import { record } from 'exray';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);

test('says that a worker thread of the app is not seen', async () => {
  const { classify } = require('../app/worker.cjs');
  await expect(record(() => classify())).rejects.toThrow(
    /record saw no inference.*This thread has started 1 worker thread: exray sees the inferences of the test's own thread only\. Call the function/,
  );
});
