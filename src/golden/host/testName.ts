import type { SnapshotThis, VitestTask } from './snapshotThis.ts';

/** The full name of a test as Vitest keys snapshots: suites and test. */
export const vitestName = (task: VitestTask): string => {
  const names: string[] = [];
  for (let at: VitestTask | undefined = task; at !== undefined && (at as object) !== task.file; at = at.suite)
    names.unshift(at.name);
  return names.join(' > ');
};

/** What a call's snapshots are numbered under: its test and its hint, as the framework joins them; undefined outside a test. */
export const snapshotName = (self: SnapshotThis, hint: string | undefined): string | undefined => {
  if (self.task !== undefined) return [vitestName(self.task), ...(hint ? [hint] : [])].join(' > ');
  const current = self.currentConcurrentTestName?.() ?? self.currentTestName;
  return current ? `${current}${hint ? `: ${hint}` : ''}` : undefined;
};
