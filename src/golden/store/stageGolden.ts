import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ExrayError } from '../../errors.ts';
import { shownPath } from '../../formats/shownPath.ts';
import type { SnapshotHost } from '../host/host.ts';
import { inFolder } from './folderLock.ts';
import { namedGoldens } from './namedGoldens.ts';
import { layersFolder, sidecarName, stagedName } from './sidecarPath.ts';
import { disk, type Storage } from './storage.ts';

/** A golden's bytes with the name of its file. */
export interface Sidecar {
  file: string;
  sha256: string;
  bytes: Uint8Array;
}

/** The sidecar that belongs to an entry's key. */
export const sidecarOf = (key: string, bytes: Uint8Array): Sidecar => ({
  file: sidecarName(key),
  sha256: createHash('sha256').update(bytes).digest('hex'),
  bytes,
});

/**
 * Puts a sidecar beside its place before the framework sees the text that names it, so that a text never names bytes that
 * are not on the disk. After the framework has saved the `.snap`, {@link publishStaged} takes the last step.
 *
 * @throws ExrayError `golden-write` where the disk is full or may not be written
 */
export function stageGolden(snapshotPath: string, sidecar: Sidecar, storage: Storage = disk): void {
  const path = join(layersFolder(snapshotPath), stagedName(sidecar.file, sidecar.sha256));
  writing(path, () => storage.write(path, sidecar.bytes));
}

/**
 * Gives a sidecar its place if the `.snap` on the disk names it, and removes what was staged of it. Nothing is changed where
 * the `.snap` names another one, as after a try that was repeated, or where another worker saved last.
 *
 * @throws ExrayError `golden-write`
 */
export function publishStaged(snapshotPath: string, sidecar: Sidecar, storage: Storage = disk): void {
  const folder = layersFolder(snapshotPath);
  const [path, staged] = [join(folder, sidecar.file), join(folder, stagedName(sidecar.file, sidecar.sha256))];
  writing(path, () =>
    inFolder(folder, () => {
      const isNamed = namedGoldens(snapshotPath, storage).named.get(sidecar.file) === sidecar.sha256;
      // Another worker may have swept what was staged; its bytes are still at hand.
      if (isNamed && !storage.rename(staged, path)) storage.write(path, sidecar.bytes);
      else if (!isNamed) storage.remove(staged);
    }),
  );
  storage.removeEmpty(folder);
}

/**
 * Stages a sidecar and has it published after the framework has saved. Writes nothing where it has: of a call that nobody awaited
 * no `.snap` will tell.
 */
export function storeGolden(host: SnapshotHost, sidecar: Sidecar, storage: Storage = disk): void {
  if (host.isSaved()) return;
  stageGolden(host.snapshotPath, sidecar, storage);
  host.afterSave(() => publishStaged(host.snapshotPath, sidecar, storage));
}

function writing(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if ((error as Error).name === 'ExrayError') throw error;
    throw new ExrayError(
      'golden-write',
      {
        what: `cannot write the golden ${shownPath(path)}`,
        why: `The disk says: ${(error as Error).message}`,
        fix: 'Nothing was changed: make room or give the permission, and run again',
      },
      { cause: error },
    );
  }
}
