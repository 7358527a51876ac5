import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { entryHeads } from '../entry/entryHead.ts';
import { isSidecarName, stagedFile } from './sidecarPath.ts';
import { disk } from './storage.ts';
import { unnamedFiles } from './sweepFolder.ts';

/** Goldens that nothing needs any more. */
export interface Prunable {
  /** Why: no entry names them, their `.snap` is gone, or the test file of their `.snap` is. */
  why: 'no-entry' | 'no-snap' | 'no-test';
  /** The folder of sidecars. */
  folder: string;
  /** Names in it. */
  files: string[];
  /** The `.snap` of a test file that is gone: removed, too, unless other snapshots stand in it. */
  snapshot?: { path: string; holdsOthers: boolean };
}

/** Never looked into. */
const FOREIGN = new Set(['node_modules', '.git', '.hg', '.exray']);

/**
 * Looks for goldens that nothing needs in a project: frameworks say nothing of the snapshots of a test file that was renamed
 * or deleted. Changes nothing.
 */
export function prunable(root: string): Prunable[] {
  const { folders, files } = walk(root);
  return folders.flatMap((folder): Prunable[] => {
    const own = disk.list(folder).filter((name) => isSidecarName(name) || stagedFile(name) !== undefined);
    if (own.length === 0) return [];
    const path = snapshotOf(folder);
    if (path === undefined) return [{ why: 'no-snap', folder, files: own }];
    if (isTestGone(path, files))
      return [{ why: 'no-test', folder, files: own, snapshot: { path, holdsOthers: holdsOthers(path) } }];
    const unnamed = unnamedFiles(path);
    return unnamed.length === 0 ? [] : [{ why: 'no-entry', folder, files: unnamed }];
  });
}

/** Removes what {@link prunable} found. */
export function prune(found: readonly Prunable[]): void {
  for (const { folder, files, snapshot } of found) {
    for (const name of files) disk.remove(join(folder, name));
    disk.removeEmpty(folder);
    if (snapshot?.holdsOthers === false) disk.remove(snapshot.path);
  }
}

/** All folders of sidecars, and where files of each name lie. */
function walk(root: string): { folders: string[]; files: Map<string, string[]> } {
  const folders: string[] = [];
  const files = new Map<string, string[]>();
  const queue = [root];
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isFile()) files.set(entry.name, [...(files.get(entry.name) ?? []), path]);
      if (!entry.isDirectory() || FOREIGN.has(entry.name)) continue;
      if (entry.name.endsWith('.layers')) folders.push(path);
      queue.push(path);
    }
  }
  return { folders: folders.sort(), files };
}

/** The `.snap` beside a folder of sidecars; of another extension where a project resolves snapshots on its own. */
function snapshotOf(folder: string): string | undefined {
  const stem = folder.slice(0, -'.layers'.length);
  return [`${stem}.snap`, stem].find(existsSync);
}

/**
 * True where a `.snap` in `__snapshots__` has no test file beside that folder. A file of the same name elsewhere may be it,
 * where snapshots are resolved otherwise, unless it has a `.snap` of its own.
 */
function isTestGone(path: string, files: ReadonlyMap<string, readonly string[]>): boolean {
  const [folder, name] = [dirname(path), basename(path, '.snap')];
  if (basename(folder) !== '__snapshots__' || !path.endsWith('.snap')) return false;
  if (existsSync(join(dirname(folder), name))) return false;
  return !(files.get(name) ?? []).some((file) => !existsSync(join(dirname(file), '__snapshots__', `${name}.snap`)));
}

function holdsOthers(path: string): boolean {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/^exports\[/gm)].length > entryHeads(text).length;
}
