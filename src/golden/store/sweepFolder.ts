import { join } from 'node:path';
import { inFolder } from './folderLock.ts';
import { namedGoldens } from './namedGoldens.ts';
import { isSidecarName, layersFolder, stagedFile } from './sidecarPath.ts';
import { disk, type Storage } from './storage.ts';

/** What a worker that is still running may have staged is younger. */
const ABANDONED = 60 * 60 * 1000;

/**
 * The files in the folder of a `.snap` file's sidecars that nothing names any more: goldens whose entries are gone, and what
 * killed runs left. Files that exray did not write are never among them.
 */
export function unnamedFiles(snapshotPath: string, storage: Storage = disk): string[] {
  const folder = layersFolder(snapshotPath);
  const { named, isWhole } = namedGoldens(snapshotPath, storage);
  if (!isWhole) return [];
  return storage.list(folder).filter((name) => {
    if (isSidecarName(name)) return !named.has(name);
    const staged = stagedFile(name);
    const isAbandoned = staged !== undefined || /^\.[0-9a-f-]{36}\.tmp$/.test(name);
    if (!isAbandoned || (staged !== undefined && named.get(staged.sidecar)?.startsWith(staged.sha16))) return false;
    return (storage.age(join(folder, name)) ?? 0) > ABANDONED;
  });
}

/** Removes {@link unnamedFiles}, and the folder where nothing is left. */
export function sweepFolder(snapshotPath: string, storage: Storage = disk): string[] {
  const folder = layersFolder(snapshotPath);
  if (unnamedFiles(snapshotPath, storage).length === 0) return [];
  const gone = inFolder(folder, () => {
    const unnamed = unnamedFiles(snapshotPath, storage);
    for (const name of unnamed) storage.remove(join(folder, name));
    return unnamed;
  });
  storage.removeEmpty(folder);
  return gone;
}
