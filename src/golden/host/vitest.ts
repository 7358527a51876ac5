import { afterSave, isSaved } from './afterSave.ts';
import type { SnapshotHost } from './host.ts';
import { checkSerialized, noTest } from './refusals.ts';
import { asSnapshot } from './serializer.ts';
import type { SnapshotThis } from './snapshotThis.ts';
import { snapshotName } from './testName.ts';
import { watchVitestSave } from './vitestSave.ts';
import type { VitestState } from './vitestState.ts';
import { withoutBreaks } from './withoutBreaks.ts';

/**
 * The host of one call under Vitest.
 *
 * @throws ExrayError `golden-outside-test`, `golden-host`
 */
export function vitestHost(self: SnapshotThis, hint: string | undefined): SnapshotHost {
  const { task } = self;
  const state = self.snapshotState as VitestState;
  const testName = snapshotName(self, hint);
  if (task === undefined || testName === undefined) throw noTest('vitest');
  // Where no hook of the setup file did: Jest runs none before concurrent tests. What it loads is there before any save.
  void watchVitestSave(state);
  const probe = () => state.probeExpectedSnapshot({ testName, testId: task.id, isInline: false });
  return {
    framework: 'vitest',
    mode: state.snapshotUpdateState,
    snapshotPath: state.snapshotPath,
    testName,
    state,
    peek: () => {
      const { key, data } = probe();
      return { key, text: withoutBreaks(data) };
    },
    match: (text, force = false) => {
      const { received, written } = asSnapshot(text);
      const before = state.added.total() + state.updated.total();
      const mode = state._updateSnapshot;
      if (force) state._updateSnapshot = 'all';
      try {
        const { pass, key } = state.match({ testId: task.id, testName, received, isInline: false });
        checkSerialized(written());
        return { pass, key, taken: state.added.total() + state.updated.total() > before };
      } finally {
        state._updateSnapshot = mode;
      }
    },
    skip: () => probe().markAsChecked(),
    afterSave: (task) => afterSave(state, task),
    isSaved: () => isSaved(state),
  };
}
