import { watchSave } from './afterSave.ts';
import { isVitestState, type VitestState } from './vitestState.ts';

/**
 * Watches when a test file's snapshots are saved. Vitest 4.1 and 5 fail there, without saving anything or naming a test,
 * where the second try of a test did not repeat a new entry of the first: its hole is removed.
 */
export async function watchVitestSave(state: object | undefined): Promise<void> {
  if (state === undefined || !isVitestState(state)) return;
  const { _snapshotData: data, _updateSnapshot: mode, snapshotPath } = state as VitestState;
  await watchSave(state, snapshotPath, mode, () => {
    for (const key of Object.keys(data)) if (data[key] === undefined) delete data[key];
  });
}
