import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/consumers/**'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
