import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Whole projects that the tests install or copy: their own tests are not ours. */
const projects = ['**/node_modules/**', 'test/consumers/*/**', 'test/types/**'];

/** Tests of the built package, each a stage of `npm test` (scripts/stages.mjs); all others are unit tests. */
const built = {
  packaging: ['test/packaging/**/*.test.ts', 'test/packaging.test.ts'],
  product: ['test/product/**/*.test.ts'],
  consumers: ['test/consumers/*.test.ts', 'test/consumers.test.ts'],
  full: ['test/full/**/*.test.ts'],
};

const stage = (name: string, include: string[], exclude: string[] = []) => ({
  test: {
    name,
    include,
    exclude: [...projects, ...exclude],
    // One of its files builds, into the folder that the other packs.
    fileParallelism: name !== 'packaging',
    globalSetup: name === 'product' ? ['test/product/setup.ts'] : [],
    testTimeout: name === 'unit' ? 120_000 : 900_000,
    hookTimeout: name === 'unit' ? 120_000 : 900_000,
  },
});

export default defineConfig({
  test: {
    // Vitest leaves one core for itself: of two, half of the machine would wait.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      stage('unit', ['test/**/*.test.ts'], Object.values(built).flat()),
      ...Object.entries(built).map(([name, include]) => stage(name, include)),
    ],
  },
});
