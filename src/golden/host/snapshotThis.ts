/** What goldens read of a matcher's `this`, under Vitest and Jest. */
export interface SnapshotThis {
  snapshotState?: object;
  isNot?: boolean;
  testPath?: string | undefined;
  currentTestName?: string | undefined;
  /** Vitest only: the running test. */
  task?: VitestTask | undefined;
  /** Jest only. */
  currentConcurrentTestName?: () => string | undefined;
  currentTestIdentity?: () => unknown;
  dontThrow?: () => void;
  error?: Error;
  testFailing?: boolean;
}

/** A test or a suite of Vitest. */
export interface VitestTask {
  id: string;
  name: string;
  suite?: VitestTask | undefined;
  file?: object;
}
