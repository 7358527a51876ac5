import { sweepAfterSave } from '../store/sweepFolder.ts';
import { afterSave, watchSave } from './afterSave.ts';
import type { SnapshotHost, SnapshotMode } from './host.ts';
import { checkSerialized, noTest } from './refusals.ts';
import { asSnapshot } from './serializer.ts';
import type { SnapshotThis, VitestTask } from './snapshotThis.ts';

/** Vitest's `SnapshotState`, 4.1 and 5: what starts with `_` is not public. */
interface VitestState {
  snapshotPath: string;
  snapshotUpdateState: SnapshotMode;
  probeExpectedSnapshot: (options: { testName: string; testId: string; isInline: boolean }) => {
    key: string;
    data: string | undefined;
    markAsChecked: () => void;
  };
  match: (options: { testId: string; testName: string; received: unknown; isInline: boolean }) => {
    pass: boolean;
    key: string;
  };
  added: { total: () => number };
  updated: { total: () => number };
  _updateSnapshot: SnapshotMode;
  _snapshotData: Record<string, string | undefined>;
  _uncheckedKeys: Set<string>;
}

/** True for the snapshot state of any version of Vitest that is known. */
export const isVitestState = (state: object): boolean => {
  const { added, updated, match, probeExpectedSnapshot, snapshotPath, _updateSnapshot, _snapshotData, _uncheckedKeys } =
    state as Partial<VitestState>;
  return (
    [match, probeExpectedSnapshot, added?.total, updated?.total, _uncheckedKeys?.delete].every(
      (method) => typeof method === 'function',
    ) &&
    [snapshotPath, _updateSnapshot].every((text) => typeof text === 'string') &&
    typeof _snapshotData === 'object'
  );
};

/** The full name of a test as Vitest keys snapshots: suites and test. */
export const vitestName = (task: VitestTask): string => {
  const names: string[] = [];
  for (let at: VitestTask | undefined = task; at !== undefined && (at as object) !== task.file; at = at.suite)
    names.unshift(at.name);
  return names.join(' > ');
};

/**
 * The host of one call under Vitest.
 *
 * @throws ExrayError `golden-outside-test`, `golden-host`
 */
export function vitestHost(self: SnapshotThis, hint: string | undefined): SnapshotHost {
  const { task } = self;
  const state = self.snapshotState as VitestState;
  if (task === undefined) throw noTest('vitest');
  watchVitestSave(state);
  const testName = [vitestName(task), ...(hint ? [hint] : [])].join(' > ');
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
  };
}

/**
 * Watches when a test file's snapshots are saved. Vitest 4.1 and 5 fail there, without saving anything or naming a test,
 * where the second try of a test did not repeat a new entry of the first: its hole is removed.
 */
export function watchVitestSave(state: object | undefined): void {
  if (state === undefined || !isVitestState(state)) return;
  const { _snapshotData: data, _updateSnapshot: mode, snapshotPath } = state as VitestState;
  watchSave(state, {
    before: () => {
      for (const key of Object.keys(data)) if (data[key] === undefined) delete data[key];
    },
    after: () => sweepAfterSave(snapshotPath, mode),
  });
}

/**
 * Keeps the entries of a failed test that are goldens: Vitest counts those that a test did not reach as obsolete, and
 * `-u` would delete them. Its own method that marks a test's entries marks those of others, too, in 4.1.
 */
export function keepVitestEntries(
  state: object | undefined,
  task: VitestTask,
  isGolden: (text: string) => boolean,
): void {
  if (state === undefined || !isVitestState(state)) return;
  const { _uncheckedKeys: unchecked, _snapshotData: data } = state as VitestState;
  const name = vitestName(task);
  for (const key of [...unchecked]) {
    const own =
      key.startsWith(`${name} > `) || (key.startsWith(`${name} `) && /^\d+$/.test(key.slice(name.length + 1)));
    if (own && isGolden(withoutBreaks(data[key]) ?? '')) unchecked.delete(key);
  }
}

/** Both frameworks put a line break before and after a text of several lines. */
export const withoutBreaks = (text: string | undefined): string | undefined =>
  text !== undefined && text.length > 2 && text.startsWith('\n') && text.endsWith('\n') ? text.slice(1, -1) : text;
