import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { setupFiles: ['exray/vitest'], testTimeout: 60_000 },
});
