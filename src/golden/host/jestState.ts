import type { SnapshotMode } from './host.ts';

/** Jest's `SnapshotState`, 29.7 and 30: `match` and the counts are public, the rest is not. */
export interface JestState {
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
