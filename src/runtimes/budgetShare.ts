import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { threadId } from 'node:worker_threads';

/** A mark older than this was left by a worker that was killed. */
const STALE_MS = 60 * 60 * 1000;

/**
 * This worker's share of the bytes that all workers of the machine may hold together, as far as they can know of each
 * other: each that captures leaves an empty file while it does.
 */
export const budgetShare = (maxBytes: number): number => maxBytes / Math.max(1, capturing().size);

/** Calls `use` while this worker counts among those that capture. */
export const whileCapturing = async function* <T>(use: () => AsyncIterable<T>): AsyncGenerator<T> {
  const mark = path.join(folder(), `${process.pid}-${threadId}`);
  active++;
  try {
    fs.writeFileSync(mark, '');
  } catch {
    // A machine without a writable temporary folder: this worker counts itself alone.
  }
  try {
    yield* use();
  } finally {
    active--;
    if (active === 0) fs.rmSync(mark, { force: true });
  }
};

let active = 0;
let made: string | undefined;

const folder = (): string => {
  const shared = path.join(os.tmpdir(), `exray-workers-${process.getuid?.() ?? 'user'}`);
  if (made === shared) return shared;
  try {
    fs.mkdirSync(shared, { recursive: true, mode: 0o700 });
    made = shared;
  } catch {
    // Said by what follows.
  }
  return shared;
};

/** Workers of this user that are capturing now, this one among them. */
const capturing = (): Set<string> => {
  const workers = new Set([`${process.pid}-${threadId}`]);
  let names: string[] = [];
  try {
    names = fs.readdirSync(folder());
  } catch {
    // Nobody left a mark.
  }
  for (const name of names) {
    const pid = Number(/^(\d+)-\d+$/.exec(name)?.[1]);
    const mark = path.join(folder(), name);
    if (!(pid > 0)) continue;
    if (!isAlive(pid))
      fs.rmSync(mark, { force: true }); // asking again each time would cost more than a run
    else if (isFresh(mark)) workers.add(name);
  }
  return workers;
};

const isFresh = (file: string): boolean => {
  const mark = fs.statSync(file, { throwIfNoEntry: false });
  return mark !== undefined && Date.now() - mark.mtimeMs < STALE_MS;
};

/** True for a process that exists, also another user's. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
