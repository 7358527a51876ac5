import type { SnapshotMode } from './host.ts';

/** What is to be done after a `.snap` was saved, kept at the framework's state. */
const TASKS = Symbol.for('exray.afterSave');

/** Set once it was saved. */
const SAVED = Symbol.for('exray.isSaved');

/** The part of both frameworks' snapshot states that saves. */
interface Saving {
  save: () => unknown;
  [TASKS]?: (() => void)[];
  [SAVED]?: true;
}

/**
 * Wraps a state's `save` once (Jest's is synchronous, Vitest's is not). A task that fails does not keep others from
 * running, and the first failure is that of the save. After a save with `-u`, in which the framework removes obsolete entries,
 * their sidecars go with them.
 *
 * @param before what to do before each save
 */
export async function watchSave(
  state: object,
  snapshotPath: string,
  mode: SnapshotMode,
  before?: () => void,
): Promise<void> {
  const saving = state as Saving;
  if (saving[TASKS] !== undefined || typeof saving.save !== 'function') return;
  Object.defineProperty(saving, TASKS, { value: [], enumerable: false });
  const save = saving.save.bind(saving);
  let sweep: (() => void) | undefined;
  saving.save = () => {
    before?.();
    const status = save();
    const end = <Status>(result: Status): Status => {
      Object.defineProperty(saving, SAVED, { value: true, enumerable: false, configurable: true });
      const tasks = (saving[TASKS] as (() => void)[]).splice(0);
      runAll([...tasks, ...(sweep === undefined ? [] : [sweep])]);
      return result;
    };
    return isPromise(status) ? status.then(end) : end(status);
  };
  if (mode !== 'all') return;
  // Loaded where it may be needed only, and before: Jest's save cannot wait.
  const { sweepFolder } = await import('../store/sweepFolder.ts');
  sweep = () => void sweepFolder(snapshotPath);
}

/** Runs `task` once, after the next save of a state that {@link watchSave} watches. */
export const afterSave = (state: object, task: () => void): void => void (state as Saving)[TASKS]?.push(task);

/** True once a state that {@link watchSave} watches was saved. */
export const isSaved = (state: object): boolean => (state as Saving)[SAVED] === true;

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value;

function runAll(tasks: readonly (() => void)[]): void {
  const failures: unknown[] = [];
  for (const task of tasks) {
    try {
      task();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
