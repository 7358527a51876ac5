import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** What goldens need of a file system, synchronous: Jest saves its snapshots synchronously. Tests inject others. */
export interface Storage {
  /** Undefined where there is no such file. */
  read(path: string): Uint8Array | undefined;
  /** All or nothing, and on the disk when it returns; makes the folder. */
  write(path: string, bytes: Uint8Array): void;
  /** Takes the place of what is there. False where there is no such file. */
  rename(from: string, to: string): boolean;
  /** Nothing happens where there is none. */
  remove(path: string): void;
  /** Names in a folder; none where there is no such folder. */
  list(folder: string): string[];
  /** Removes a folder that is empty, and leaves any other. */
  removeEmpty(folder: string): void;
  /** Milliseconds since the file was written; undefined where there is none. */
  age(path: string): number | undefined;
}

/** The disk. */
export const disk: Storage = {
  read: (path) => orNothing(() => readFileSync(path)),
  write: (path, bytes) => {
    const folder = dirname(path);
    mkdirSync(folder, { recursive: true });
    const own = join(folder, `.${randomUUID()}.tmp`);
    try {
      const file = openSync(own, 'wx');
      try {
        for (let at = 0; at < bytes.byteLength; ) at += writeSync(file, bytes, at, bytes.byteLength - at);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(own, path);
    } catch (error) {
      rmSync(own, { force: true });
      throw error;
    }
  },
  rename: (from, to) =>
    orNothing(() => {
      renameSync(from, to);
      return true;
    }) ?? false,
  remove: (path) => rmSync(path, { force: true }),
  list: (folder) => orNothing(() => readdirSync(folder)) ?? [],
  removeEmpty: (folder) => {
    try {
      rmdirSync(folder);
    } catch {
      // Not empty, or another worker was first.
    }
  },
  age: (path) => orNothing(() => Date.now() - lstatSync(path).mtimeMs),
};

/** Undefined where the file or folder is not there; other errors are the caller's. */
function orNothing<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
