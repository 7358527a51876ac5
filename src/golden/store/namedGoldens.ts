import { entryHeads } from '../entry/entryHead.ts';
import type { Storage } from './storage.ts';

/** What a `.snap` file says of its sidecars. */
export interface NamedGoldens {
  /** SHA-256 by name. */
  named: ReadonlyMap<string, string>;
  /** False while another worker writes the file, or where one was stopped in that: entries may be missing. */
  isWhole: boolean;
}

/** The sidecars that a `.snap` file names. None where there is no such file. */
export function namedGoldens(snapshotPath: string, storage: Storage): NamedGoldens {
  const bytes = storage.read(snapshotPath);
  if (bytes === undefined) return { named: new Map(), isWhole: true };
  const text = new TextDecoder().decode(bytes);
  const named = new Map(entryHeads(text).map(({ file, sha256 }) => [file, sha256]));
  return { named, isWhole: text.trimEnd().endsWith('`;') };
}
