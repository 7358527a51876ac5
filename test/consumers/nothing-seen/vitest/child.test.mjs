import { createRequire } from 'node:module';
import { record } from 'exray';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);

test('says that a child process of the app is not seen', async () => {
  const { classify } = require('../app/child.cjs');
  await expect(record(() => classify())).rejects.toThrow(
    /record saw no inference.*This thread has started 1 child process: exray sees/,
  );
});
