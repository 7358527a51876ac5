import type { SnapshotMode } from './host.ts';

/** Vitest's `SnapshotState`, 4.1 and 5: what starts with `_` is not public. */
export interface VitestState {
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
