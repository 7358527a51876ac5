import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ExrayError } from '../../errors.ts';
import { arrayFileKind } from '../../formats/arrayFileKind.ts';
import { shownPath } from '../../formats/shownPath.ts';
import type { EntryHead } from '../entry/entryHead.ts';
import { lfsPointerGolden } from '../file/goldenErrors.ts';
import { layersFolder, sidecarName, stagedName } from './sidecarPath.ts';
import { disk, type Storage } from './storage.ts';

/** A sidecar that was read. */
export interface ReadSidecar {
  bytes: Uint8Array;
  /** The path, as messages show it. */
  label: string;
  /** It still lies where it was staged: what wrote it was stopped before the last step. */
  isStaged: boolean;
}

/**
 * The sidecar that an entry names. Bytes that were staged are as good as published ones where the entry names their hash: a
 * run that was killed between the two is made up for.
 *
 * @throws ExrayError `golden-sidecar` where it is missing, or not the one that the entry names; `golden-lfs-pointer`
 */
export function readSidecar(
  snapshotPath: string,
  key: string,
  { file, sha256 }: EntryHead,
  storage: Storage = disk,
): ReadSidecar {
  const folder = layersFolder(snapshotPath);
  const label = shownPath(join(folder, file));
  const own = sidecarName(key);
  if (file !== own)
    throw sidecarProblem({
      what: `the entry of this golden names the sidecar of another one, ${file}`,
      why: `That of the entry "${key}" is called ${own}; an entry was copied or renamed by hand`,
      fix: 'Restore the .snap file, or record the golden again with -u',
    });
  const published = storage.read(join(folder, file));
  if (published !== undefined && hashOf(published) === sha256) return { bytes: published, label, isStaged: false };
  const staged = storage.read(join(folder, stagedName(file, sha256)));
  if (staged !== undefined && hashOf(staged) === sha256) return { bytes: staged, label, isStaged: true };
  if (published === undefined)
    throw sidecarProblem({
      what: `the sidecar of this golden is missing: ${label}`,
      why: 'Its entry in the .snap file is there, but the two belong together: commit both, and do not ignore *.safetensors',
      fix: 'Restore it from git, or record the golden again with -u',
    });
  checkPointer(published, label);
  throw sidecarProblem({
    what: `${label} is not the sidecar that its entry names`,
    why: `Its sha256 starts with ${hashOf(published).slice(0, 12)}, the entry's with ${sha256.slice(0, 12)}: it was truncated, swapped, converted as text, or only one of the two was committed`,
    fix: 'Restore both from git (and mark *.safetensors as binary in .gitattributes), or record the golden again with -u',
  });
}

/**
 * The sidecar of a key whose entry is gone, as after a `.snap` that was written half; undefined where there is none.
 *
 * @throws ExrayError `golden-lfs-pointer`
 */
export function orphanedSidecar(
  snapshotPath: string,
  key: string,
  storage: Storage = disk,
): (ReadSidecar & EntryHead) | undefined {
  const file = sidecarName(key);
  const path = join(layersFolder(snapshotPath), file);
  const bytes = storage.read(path);
  if (bytes === undefined) return undefined;
  checkPointer(bytes, shownPath(path));
  return { bytes, label: shownPath(path), isStaged: false, version: 1, file, sha256: hashOf(bytes) };
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function checkPointer(bytes: Uint8Array, label: string): void {
  if (arrayFileKind(bytes.subarray(0, 64)) === 'lfs-pointer') throw lfsPointerGolden(label);
}

const sidecarProblem = (problem: { what: string; why: string; fix: string }): ExrayError =>
  new ExrayError('golden-sidecar', problem);
