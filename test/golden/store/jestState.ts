import { createRequire } from 'node:module';
import type { SnapshotHost, SnapshotMode } from '../../../src/golden/host/host.ts';
import { jestHost } from '../../../src/golden/host/jest.ts';
import { goldenSerializer } from '../../../src/golden/host/serializer.ts';

/** Jest's own snapshot state, from the package that Jest's expect brings along. */
const require = createRequire(createRequire(import.meta.url).resolve('@jest/expect'));
const brought = 'jest-snapshot';
const { addSerializer, SnapshotState } = require(brought) as {
  addSerializer: (serializer: unknown) => void;
  SnapshotState: new (path: string, options: object) => { save: () => unknown };
};
addSerializer(goldenSerializer);

/** A test file's snapshots as Jest opens them; `save` is what Jest does at the end of the file. */
export function jestState(
  snapshotPath: string,
  updateSnapshot: SnapshotMode,
): { host: (test: string, hint?: string) => SnapshotHost; save: () => void } {
  const state = new SnapshotState(snapshotPath, {
    updateSnapshot,
    rootDir: '/',
    snapshotFormat: { escapeString: false, printBasicPrototype: false },
  });
  return {
    host: (currentTestName, hint) => jestHost({ snapshotState: state, currentTestName }, hint),
    save: () => void state.save(),
  };
}
