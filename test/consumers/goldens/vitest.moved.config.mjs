import { basename, dirname, join } from 'node:path';

export default {
  test: {
    include: ['vitest/lifecycle.test.mjs'],
    setupFiles: ['exray/vitest'],
    globals: true,
    resolveSnapshotPath: (path, extension) => join(dirname(path), '../moved', basename(path) + extension),
  },
};
