/** Version of the text of an entry: another one is another layout of its rows. */
export const ENTRY_VERSION = 1;

/** Which sidecar belongs to an entry. */
export interface EntryHead {
  /** Version of the entry's layout. */
  version: number;
  /** Name of the sidecar, in the folder of the `.snap` file's sidecars. */
  file: string;
  /** Of the sidecar's bytes. */
  sha256: string;
}

/** The first lines of an entry. */
export const headLines = ({ file, sha256 }: { file: string; sha256: string }): string[] => [
  `exray golden ${ENTRY_VERSION}`,
  `sidecar: ${file}`,
  `sha256: ${sha256}`,
];

const HEAD = /^exray golden (\d+)\r?\nsidecar: (\S+)\r?\nsha256: ([0-9a-f]{64})\r?$/gm;

/** The heads of all goldens in a text, such as a whole `.snap` file. */
export const entryHeads = (text: string): EntryHead[] =>
  [...text.matchAll(HEAD)].map(([, version, file, sha256]) => ({
    version: Number(version),
    file: file as string,
    sha256: sha256 as string,
  }));

/** The head of one entry; undefined where the text is something else. */
export const entryHead = (text: string): EntryHead | undefined =>
  text.startsWith('exray golden ') ? entryHeads(text.split('\n', 3).join('\n'))[0] : undefined;
