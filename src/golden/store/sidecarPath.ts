import { createHash } from 'node:crypto';

/** What the files of goldens end in. */
export const SIDECAR = '.golden.safetensors';

const LONGEST_SLUG = 48;

/**
 * The name of an entry's sidecar: a readable part of its key, and a hash of the exact key, which tells apart keys that
 * differ only in case, in their end or in characters that no file name may have. Safe on Windows and macOS: lower case
 * ASCII, no reserved name, and never a path.
 */
export function sidecarName(key: string): string {
  const slug = key
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replace(/^-|-$/g, '');
  // As JSON, since UTF-8 has no place for half of a surrogate pair.
  const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 12);
  return `${slug || 'golden'}-${hash}${SIDECAR}`;
}

/** True for what {@link sidecarName} makes: nothing that leaves the folder. */
export const isSidecarName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9-]*-[0-9a-f]{12}\.golden\.safetensors$/.test(name);

/** The folder of sidecars that belongs to a `.snap` file, beside it, wherever the project keeps its snapshots. */
export const layersFolder = (snapshotPath: string): string => `${snapshotPath.replace(/\.snap$/, '')}.layers`;

/** What a sidecar is called until its entry has been saved. */
export const stagedName = (name: string, sha256: string): string => `${name}.${sha256.slice(0, 16)}.new`;

/** The sidecar and the start of the hash that a staged file's name holds. */
export const stagedFile = (name: string): { sidecar: string; sha16: string } | undefined => {
  const [, sidecar, sha16] = /^(.+\.golden\.safetensors)\.([0-9a-f]{16})\.new$/.exec(name) ?? [];
  return sidecar === undefined || sha16 === undefined ? undefined : { sidecar, sha16 };
};
