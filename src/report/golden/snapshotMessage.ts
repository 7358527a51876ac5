import { basename } from 'node:path';
import { shownPath } from '../../formats/shownPath.ts';
import { layersFolder } from '../../golden/store/sidecarPath.ts';
import type { CheckedSnapshot } from '../../reference/golden/snapshot/checkSnapshot.ts';
import { goldenMessage } from './goldenMessage.ts';

/** Why a golden of the test's snapshots fails its assertion, and what to do. */
export function snapshotMessage(
  { outcome, key, comparison }: CheckedSnapshot,
  snapshotPath: string,
  kept: readonly string[] = [],
): string {
  if (comparison === undefined) return missing(shortKey(key), snapshotPath);
  return goldenMessage(comparison, {
    ...(outcome === 'lost' && {
      title: `The .snap file has lost the entry of this golden. Its sidecar is still there, and this is not what it holds:`,
    }),
    reference: `"${shortKey(key)}" in ${shownPath(snapshotPath)}`,
    after: [accept],
    kept,
  });
}

const accept =
  'If this change is wanted: run this test file with -u, read the diff of the .snap file, and commit it with its sidecar';

/** Long names of tests are not what a message is about. */
const shortKey = (key: string): string => (key.length > 100 ? `${key.slice(0, 80)}...${key.slice(-15)}` : key);

const missing = (key: string, snapshotPath: string): string =>
  [
    `There is no golden "${key}", and none was written: the test runner writes no snapshots in CI.`,
    `Run this test file once without CI, or with -u, and commit ${shownPath(snapshotPath)} with the folder ${basename(layersFolder(snapshotPath))} beside it.`,
  ].join('\n');
