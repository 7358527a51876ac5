import { sweepAfterSave } from '../store/sweepFolder.ts';
import { afterSave, watchSave } from './afterSave.ts';
import type { SnapshotHost, SnapshotMode } from './host.ts';
import { checkSerialized, noTest } from './refusals.ts';
import { asSnapshot } from './serializer.ts';
import type { SnapshotThis } from './snapshotThis.ts';
import { withoutBreaks } from './vitest.ts';

/** Jest's `SnapshotState`, 29.7 and 30: `match` and the counts are public, the rest is not. */
interface JestState {
  match: (options: Record<string, unknown>) => { pass: boolean; key: string };
  added: number;
  updated: number;
  _updateSnapshot: SnapshotMode;
  _snapshotPath: string;
  _snapshotData: Record<string, string | undefined>;
  _uncheckedKeys: Set<string>;
  _counters: Map<string, number>;
}

/** True for the snapshot state of any version of Jest that is known. */
export const isJestState = (state: object): boolean => {
  const { added, updated, match, _snapshotPath, _updateSnapshot, _snapshotData, _counters, _uncheckedKeys } =
    state as Partial<JestState>;
  return (
    typeof match === 'function' &&
    typeof added === 'number' &&
    typeof updated === 'number' &&
    typeof _snapshotPath === 'string' &&
    typeof _updateSnapshot === 'string' &&
    typeof _snapshotData === 'object' &&
    typeof _counters?.set === 'function' &&
    typeof _uncheckedKeys?.delete === 'function'
  );
};

/**
 * The host of one call under Jest.
 *
 * @throws ExrayError `golden-outside-test`
 */
export function jestHost(self: SnapshotThis, hint: string | undefined): SnapshotHost {
  const state = self.snapshotState as JestState;
  const current = self.currentConcurrentTestName?.() ?? self.currentTestName;
  if (!current) throw noTest('jest');
  watchJestSave(state);
  const testName = hint ? `${current}: ${hint}` : current;
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
  };
}

/** Watches when a test file's snapshots are saved. */
export function watchJestSave(state: object | undefined): void {
  if (state === undefined || !isJestState(state)) return;
  const { _snapshotPath: snapshotPath, _updateSnapshot: mode } = state as JestState;
  watchSave(state, { after: () => sweepAfterSave(snapshotPath, mode) });
}
