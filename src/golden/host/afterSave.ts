/** What is to be done after a `.snap` was saved, kept at the framework's state. */
const TASKS = Symbol.for('exray.afterSave');

/** The part of both frameworks' snapshot states that saves. */
interface Saving {
  save: () => unknown;
  [TASKS]?: (() => void)[];
}

export interface SaveHooks {
  /** Before each save. */
  before?: () => void;
  /** After each save, and after the tasks of {@link afterSave}. */
  after?: () => void;
}

/**
 * Wraps a state's `save` once (Jest's is synchronous, Vitest's is not). A task that fails does not keep others from
 * running, and the first failure is that of the save.
 */
export function watchSave(state: object, hooks: SaveHooks): void {
  const saving = state as Saving;
  if (saving[TASKS] !== undefined || typeof saving.save !== 'function') return;
  Object.defineProperty(saving, TASKS, { value: [], enumerable: false });
  const save = saving.save.bind(saving);
  saving.save = () => {
    hooks.before?.();
    const status = save();
    const end = <Status>(result: Status): Status => {
      const tasks = (saving[TASKS] as (() => void)[]).splice(0);
      runAll([...tasks, ...(hooks.after === undefined ? [] : [hooks.after])]);
      return result;
    };
    return isPromise(status) ? status.then(end) : end(status);
  };
}

/** Runs `task` once, after the next save of a state that {@link watchSave} watches. */
export const afterSave = (state: object, task: () => void): void => void (state as Saving)[TASKS]?.push(task);

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
