import { basename, dirname, join } from 'node:path';

export default {
  test: {
    include: ['vitest/lifecycle.test.mjs'],
    setupFiles: ['exray/vitest'],
    globals: true,
    testTimeout: 60_000,
    resolveSnapshotPath: (path, extension) => join(dirname(path), '../moved', basename(path) + extension),
  },
};
