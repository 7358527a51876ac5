import { record } from 'exray';
import { expect, test } from 'vitest';
import { classify } from '../app/esm.mjs';

test('says that the session is older than exray, and which line of the config changes that', async () => {
  await expect(record(() => classify())).rejects.toThrow(
    "1 inference ran in a session that was made before exray was loaded, so its model is not known. Put exray's setup file before all others: vitest.config.ts: test: { setupFiles: ['exray/vitest'] }.",
  );
});
