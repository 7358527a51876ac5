import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { ExrayError } from '../../errors.ts';
import { shownPath } from '../../formats/shownPath.ts';

const LOCK = '.lock';
/** Nothing under the lock takes long: an older one was left behind. */
const STALE = 10_000;
const LONGEST_WAIT = 20_000;

/**
 * Runs `work` alone in a folder of goldens: two projects of one workspace may save the same `.snap` at the same time. A
 * lock whose process is gone, or that is older than anybody needs it, is taken over.
 *
 * @throws ExrayError `golden-write` where the lock cannot be had
 */
export function inFolder<Value>(folder: string, work: () => Value): Value {
  const path = join(folder, LOCK);
  mkdirSync(dirname(path), { recursive: true });
  const limit = Date.now() + LONGEST_WAIT;
  while (!taken(path)) {
    if (isLeft(path)) rmSync(path, { force: true });
    else if (Date.now() > limit)
      throw new ExrayError('golden-write', {
        what: `the goldens in ${shownPath(folder)} are locked by another process`,
        fix: `Remove ${shownPath(path)} if no test is running`,
      });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
  try {
    return work();
  } finally {
    rmSync(path, { force: true });
  }
}

function taken(path: string): boolean {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, `${process.pid} ${hostname()}`);
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isLeft(path: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > STALE) return true;
    const [pid, host] = readFileSync(path, 'utf8').split(' ');
    if (host !== hostname()) return false;
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
