import { ExrayError, isExrayError } from '../../../errors.ts';
import { ENTRY_VERSION, type EntryHead, entryHead } from '../../../golden/entry/entryHead.ts';
import { entryText } from '../../../golden/entry/entryText.ts';
import { decodeGolden } from '../../../golden/file/decodeGolden.ts';
import { newerGolden } from '../../../golden/file/goldenErrors.ts';
import type { Golden } from '../../../golden/golden.ts';
import type { SnapshotHost } from '../../../golden/host/host.ts';
import { orphanedSidecar, type ReadSidecar, readSidecar } from '../../../golden/store/readSidecar.ts';
import type { Sidecar } from '../../../golden/store/stageGolden.ts';

/** The golden that a call is judged by. */
export interface ExpectedGolden {
  golden: Golden;
  /** The text of its entry. */
  text: string;
  sidecar: Sidecar;
  /** Its sidecar was staged and not published: the run that wrote it was stopped. */
  isStaged: boolean;
  /** The `.snap` has lost its entry; the sidecar is there. */
  isOrphan: boolean;
}

/**
 * Reads the golden of a key: entry and sidecar, which must belong together. Undefined where there is none yet. With `-u`, what
 * cannot be read counts as none, but for what the next checkout or a newer exray can read.
 *
 * @throws ExrayError `golden-entry`, `golden-sidecar`, `golden-broken`, `golden-foreign`; in every mode `golden-newer`, `golden-lfs-pointer`
 */
export function expectedGolden(host: SnapshotHost, key: string, text: string | undefined): ExpectedGolden | undefined {
  try {
    return text === undefined ? orphan(host, key) : readEntry(host, key, text);
  } catch (error) {
    const isAlways = !isExrayError(error) || ['golden-newer', 'golden-lfs-pointer'].includes(error.code);
    if (isAlways || host.mode !== 'all') throw error;
    return undefined;
  }
}

function readEntry({ snapshotPath, mode }: SnapshotHost, key: string, text: string): ExpectedGolden {
  const head = entryHead(text);
  if (head === undefined)
    throw new ExrayError('golden-entry', {
      what: `the snapshot entry "${key}" is not a golden`,
      why: "Another matcher wrote it, or somebody's merge or edit did",
      fix: 'Give one of the two a name of its own (a hint), or record the golden again with -u',
    });
  if (head.version > ENTRY_VERSION)
    throw newerGolden(`the entry "${key}"`, `exray golden ${head.version}`, `exray golden ${ENTRY_VERSION}`);
  const expected = ofSidecar(readSidecar(snapshotPath, key, head), head);
  // With -u the entry is written anew, as its sidecar has it.
  if (mode === 'all' || text === expected.text) return expected;
  throw new ExrayError('golden-entry', {
    what: `the entry "${key}" does not say what its sidecar holds`,
    why: `${firstDifference(text, expected.text)}; the text was edited or merged by hand`,
    fix: 'Restore the .snap file from git, or write the entry again with -u',
  });
}

/** A `.snap` that was written half loses entries in silence: as long as its sidecar is there, a golden is not new. */
function orphan({ snapshotPath, mode }: SnapshotHost, key: string): ExpectedGolden | undefined {
  const found = mode === 'none' ? undefined : orphanedSidecar(snapshotPath, key);
  return found && { ...ofSidecar(found, found), isOrphan: true };
}

function ofSidecar({ bytes, label, isStaged }: ReadSidecar, { file, sha256 }: EntryHead): ExpectedGolden {
  const golden = decodeGolden(bytes, label);
  const text = entryText(golden, { file, sha256 });
  return { golden, text, sidecar: { file, sha256, bytes }, isStaged, isOrphan: false };
}

function firstDifference(found: string, expected: string): string {
  const [a, b] = [found.split('\n'), expected.split('\n')];
  const at = b.findIndex((line, index) => line !== a[index]);
  const line = a[at];
  return at === -1
    ? `It has ${a.length - b.length} lines too many`
    : line === undefined
      ? 'Its end is missing'
      : `Line ${at + 1} is "${line.slice(0, 80)}"`;
}
