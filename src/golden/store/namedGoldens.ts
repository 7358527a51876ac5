import { entryHeads } from '../entry/entryHead.ts';
import type { Storage } from './storage.ts';

/** The sidecars that a `.snap` file names, with their SHA-256. Undefined where there is no such file. */
export function namedGoldens(snapshotPath: string, storage: Storage): Map<string, string> | undefined {
  const bytes = storage.read(snapshotPath);
  if (bytes === undefined) return undefined;
  return new Map(entryHeads(new TextDecoder().decode(bytes)).map(({ file, sha256 }) => [file, sha256]));
}
