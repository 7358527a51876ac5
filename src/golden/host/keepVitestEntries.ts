import { entryHead } from '../entry/entryHead.ts';
import type { VitestTask } from './snapshotThis.ts';
import { vitestName } from './testName.ts';
import { isVitestState, type VitestState } from './vitestState.ts';
import { withoutBreaks } from './withoutBreaks.ts';

/**
 * Keeps the entries of a failed test that are goldens: Vitest counts those that a test did not reach as obsolete, and
 * `-u` would delete them. Its own method that marks a test's entries marks those of others, too, in 4.1.
 */
export function keepVitestEntries(state: object | undefined, task: VitestTask): void {
  if (state === undefined || !isVitestState(state)) return;
  const { _uncheckedKeys: unchecked, _snapshotData: data } = state as VitestState;
  const name = vitestName(task);
  for (const key of [...unchecked]) {
    const own =
      key.startsWith(`${name} > `) || (key.startsWith(`${name} `) && /^\d+$/.test(key.slice(name.length + 1)));
    if (own && entryHead(withoutBreaks(data[key]) ?? '') !== undefined) unchecked.delete(key);
  }
}
