/** When a framework takes a text: always (`-u`), only where there is none yet, or never (CI). */
export type SnapshotMode = 'all' | 'new' | 'none';

/** One framework's own snapshot state, as the golden matcher needs it, for one call of the matcher. */
export interface SnapshotHost {
  framework: 'vitest' | 'jest';
  mode: SnapshotMode;
  /** The `.snap` file that holds the entry. */
  snapshotPath: string;
  /** Full name of the test, with the hint: calls of one name are numbered in their order. */
  testName: string;
  /** The framework's state of this test file: one object per file. */
  state: object;
  /** The key that the next call of `match` or `skip` gets, and the text that lies there. Changes nothing. */
  peek(): { key: string; text: string | undefined };
  /**
   * Hands a text to the framework, which counts it as it counts every snapshot; `taken` where it will be written.
   *
   * @param force Have it taken in whatever mode, as `-u` does for this one call.
   */
  match(text: string, force?: boolean): { pass: boolean; key: string; taken: boolean };
  /** Uses up the key without comparing or writing, so that later calls keep theirs and the entry is not obsolete. */
  skip(): void;
  /** Runs `task` once, after the framework has saved this `.snap`. */
  afterSave(task: () => void): void;
  /** True where the framework has saved this `.snap`: a call that nobody awaited comes too late. */
  isSaved(): boolean;
}
