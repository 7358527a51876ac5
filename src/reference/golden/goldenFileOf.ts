import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { shownPath } from '../../formats/shownPath.ts';
import { decodeGolden } from '../../golden/file/decodeGolden.ts';
import { foreignGolden } from '../../golden/file/goldenErrors.ts';
import type { Golden } from '../../golden/golden.ts';
import { locate } from '../locate.ts';

/** A golden that was given as reference. */
export interface GoldenFile {
  golden: Golden;
  path: string;
  label: string;
  /** Of the file's bytes. */
  sha256: string;
}

/** Reads a golden file: what toMatchLayerSnapshot, saveGolden and `exray golden from` write. */
export const readGoldenFile = async (path: string): Promise<GoldenFile> => {
  const label = shownPath(path);
  const bytes = await readFile(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { golden: decodeGolden(bytes, label), path, label, sha256 };
};

/**
 * The golden that somebody named, on the command line for instance.
 *
 * @throws ExrayError `reference-missing`, `golden-foreign` for a folder, and what reading a golden throws
 */
export const givenGolden = async (reference: string): Promise<GoldenFile> => {
  const { path, isFolder, label } = await locate(reference, undefined);
  if (!isFolder) return readGoldenFile(path);
  throw foreignGolden(label, 'is a folder', 'Give the path of a golden file, which ends in .golden.safetensors');
};

/**
 * The golden that a reference names, or undefined where it is something else.
 *
 * @throws ExrayError `reference-missing`, and what reading a golden throws
 */
export const goldenFileOf = async (
  reference: unknown,
  testFolder: string | undefined,
): Promise<GoldenFile | undefined> => {
  if (typeof reference !== 'string' && !(reference instanceof URL)) return undefined;
  const { path, isFolder } = await locate(reference, testFolder);
  return !isFolder && isGoldenFile(path) ? readGoldenFile(path) : undefined;
};

/** Bytes that are looked at: the format is the first entry of the metadata, and the header comes first. */
const SNIFFED = 4096;

/** True for golden files: by their header, and by their name where that is damaged or was left in Git LFS. */
export const isGoldenFile = (path: string): boolean =>
  path.endsWith('.golden.safetensors') || (path.endsWith('.safetensors') && startOf(path).includes('"exray.golden/'));

const startOf = (path: string): string => {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(SNIFFED);
    return bytes.toString('latin1', 0, readSync(file, bytes, 0, SNIFFED, 0));
  } finally {
    closeSync(file);
  }
};
