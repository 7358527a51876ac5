import { watchSave } from './afterSave.ts';
import { isJestState, type JestState } from './jestState.ts';

/** Watches when a test file's snapshots are saved. */
export async function watchJestSave(state: object | undefined): Promise<void> {
  if (state === undefined || !isJestState(state)) return;
  const { _snapshotPath: snapshotPath, _updateSnapshot: mode } = state as JestState;
  await watchSave(state, snapshotPath, mode);
}
