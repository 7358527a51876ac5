import { expect, test } from 'vitest';
import { classify } from '../app/esm.mjs';

test('asks for the setup file where the app is imported before exray', async () => {
  const { record } = await import('exray');
  await expect(record(() => classify(2))).rejects.toThrow(
    "Add exray's setup file, before all others: vitest.config.ts: test: { setupFiles: ['exray/vitest'] }.",
  );
});
