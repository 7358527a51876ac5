import { hub } from './hub.ts';
import { runtimes } from './index.ts';
import { adoptMainRealm } from './onnxruntime-node/observe/realm.ts';

/** The context's mark that a setup file ran in it: each test file of Jest and the vm pools has a context of its own. */
const SETUP = Symbol.for('exray.setup');

export interface SetupOptions {
  /** Names the running test, for messages. */
  currentTest?: () => string | undefined;
}

/**
 * Observes every supported runtime of this thread. Loads none of them, and is safe to call twice. Sessions made before
 * are not seen.
 */
export const installObservers = (): void => {
  for (const runtime of runtimes) runtime.observe();
};

/**
 * What a setup file does (`exray/vitest`, `exray/jest`): adopts the main realm's typed arrays, so that onnxruntime-node
 * works in vm contexts at all, then installs the observers. Must run before the app's modules are loaded.
 */
export const setUp = ({ currentTest }: SetupOptions = {}): void => {
  adoptMainRealm();
  installObservers();
  const theHub = hub();
  theHub.currentTest = currentTest;
  // Counted per test file: one process may run many.
  theHub.childProcesses = 0;
  theHub.workers = 0;
  (globalThis as { [SETUP]?: boolean })[SETUP] = true;
};

/** True where {@link setUp} ran in this context. */
export const isSetUp = (): boolean => (globalThis as { [SETUP]?: boolean })[SETUP] === true;
