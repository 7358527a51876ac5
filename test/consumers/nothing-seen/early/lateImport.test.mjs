import { expect, test } from 'vitest';
import { classify } from '../app/esm.mjs';

test('asks for the setup file where the app is imported before exray', async () => {
  const { record } = await import('exray');
  await expect(record(() => classify(2))).rejects.toThrow(
    "Put exray first, before anything that loads the app: vitest.config.ts: test: { setupFiles: ['exray/vitest'] }.",
  );
});
