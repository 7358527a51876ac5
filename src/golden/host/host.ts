/** When a framework takes a text: always (`-u`), only where there is none yet, or never (CI). */
export type SnapshotMode = 'all' | 'new' | 'none';

/** One framework's own snapshot state, as the golden matcher needs it, for one call of the matcher. */
export interface SnapshotHost {
  framework: 'vitest' | 'jest';
  mode: SnapshotMode;
  /** The `.snap` file that holds the entry. */
  snapshotPath: string;
  /** Full name of the test. */
  testName: string;
  /** The key that the next call of `match` gets, and the text that lies there. Changes nothing. */
  peek(): { key: string; text: string | undefined };
  /** Hands a text to the framework, which counts it as it counts every snapshot; `taken` where it will be written. */
  match(text: string): { pass: boolean; key: string; taken: boolean };
  /** Runs `task` once, each time after the framework has saved this `.snap`. */
  afterSave(task: () => void): void;
}
