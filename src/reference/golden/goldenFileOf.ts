import { closeSync, openSync, readSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { shownPath } from '../../formats/shownPath.ts';
import { decodeGolden } from '../../golden/file/decodeGolden.ts';
import type { Golden } from '../../golden/golden.ts';
import { locate } from '../locate.ts';

/** A golden that was given as reference. */
export interface GoldenFile {
  golden: Golden;
  label: string;
}

/** Reads a golden file: what toMatchLayerSnapshot, saveGolden and `exray golden from` write. */
export const readGoldenFile = async (path: string): Promise<GoldenFile> => {
  const label = shownPath(path);
  return { golden: decodeGolden(await readFile(path), label), label };
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
