import { afterSave, isSaved } from './afterSave.ts';
import type { SnapshotHost } from './host.ts';
import { watchJestSave } from './jestSave.ts';
import type { JestState } from './jestState.ts';
import { checkSerialized, noTest } from './refusals.ts';
import { asSnapshot } from './serializer.ts';
import type { SnapshotThis } from './snapshotThis.ts';
import { snapshotName } from './testName.ts';
import { withoutBreaks } from './withoutBreaks.ts';

/**
 * The host of one call under Jest.
 *
 * @throws ExrayError `golden-outside-test`
 */
export function jestHost(self: SnapshotThis, hint: string | undefined): SnapshotHost {
  const state = self.snapshotState as JestState;
  const testName = snapshotName(self, hint);
  if (testName === undefined) throw noTest('jest');
  // Where no hook of the setup file did: Jest runs none before concurrent tests. What it loads is there before any save.
  void watchJestSave(state);
  const identity = self.currentTestIdentity?.();
  const peek = () => {
    const key = `${testName} ${(state._counters.get(testName) ?? 0) + 1}`;
    return { key, text: withoutBreaks(state._snapshotData[key]) };
  };
  return {
    framework: 'jest',
    mode: state._updateSnapshot,
    snapshotPath: state._snapshotPath,
    testName,
    state,
    peek,
    match: (text, force = false) => {
      const { received, written } = asSnapshot(text);
      const before = state.added + state.updated;
      const mode = state._updateSnapshot;
      if (force) state._updateSnapshot = 'all';
      try {
        // Like Jest's own: all snapshots of a test that differ are listed.
        self.dontThrow?.();
        const { error, testFailing } = self;
        const { pass, key } = state.match({
          testName,
          testIdentity: identity,
          received,
          isInline: false,
          error,
          testFailing,
        });
        checkSerialized(written());
        return { pass, key, taken: state.added + state.updated > before };
      } finally {
        state._updateSnapshot = mode;
      }
    },
    skip: () => {
      state._uncheckedKeys.delete(peek().key);
      state._counters.set(testName, (state._counters.get(testName) ?? 0) + 1);
    },
    afterSave: (task) => afterSave(state, task),
    isSaved: () => isSaved(state),
  };
}
