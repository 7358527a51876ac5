import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from '../budgetShare.ts';

/** A crashed run's folder is left alone for this long: its process may live in another container that shares the disk. */
const ABANDONED_AFTER_MS = 10 * 60 * 1000;
let swept = false;

/**
 * Calls `use` with the path of an empty file that only this user can read, and removes it whatever happens. What a
 * killed process left behind is swept at the first use of the next one.
 */
export const withPrivateFile = <T>(name: string, use: (file: string) => T): T => {
  const root = os.tmpdir();
  if (!swept) {
    swept = true;
    sweepAbandoned(root);
  }
  const folder = fs.mkdtempSync(path.join(root, `exray-${process.pid}-`)); // mkdtemp makes it 0700
  try {
    const file = path.join(folder, name);
    fs.writeFileSync(file, '', { mode: 0o600 }); // the runtime writes into it and keeps the mode
    return use(file);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};

/** Removes folders of this user whose process is gone. */
export const sweepAbandoned = (root: string): void => {
  for (const name of namesIn(root)) {
    const pid = /^exray-(\d+)-\w{6}$/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = path.join(root, name);
    try {
      const { mtimeMs, uid } = fs.lstatSync(folder);
      if ((process.getuid?.() ?? uid) !== uid || Date.now() - mtimeMs < ABANDONED_AFTER_MS) continue;
      fs.rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another process was faster.
    }
  }
};

const namesIn = (root: string): string[] => {
  try {
    return fs.readdirSync(root);
  } catch {
    return [];
  }
};
