import type { CheckedSnapshot } from '../../reference/golden/snapshot/checkSnapshot.ts';
import { comparisonMessage } from '../message.ts';

/** Why a golden of the test's snapshots fails its assertion, and what to do. */
export function snapshotMessage({ outcome, key, comparison }: CheckedSnapshot, { kept = [] as string[] } = {}): string {
  if (comparison === undefined) return missing(key);
  const title =
    outcome === 'lost'
      ? `The .snap file has lost the entry "${key}"; its sidecar is still there, and this is another model, input or environment:`
      : `Golden "${key}":`;
  return comparisonMessage(comparison, {
    title,
    after: [
      'If this change is wanted: run this test file with -u, look at the diff of the .snap file, and commit both files',
    ],
    kept,
  });
}

const missing = (key: string): string =>
  [
    `There is no golden "${key}", and none was written: the test runner writes no snapshots in CI.`,
    'Run the tests once without CI, or with -u, and commit the .snap file together with the folder .layers beside it.',
  ].join('\n');
