import { constantLayers } from '../../../golden/constantLayers.ts';
import { entryText } from '../../../golden/entry/entryText.ts';
import { decodeGolden } from '../../../golden/file/decodeGolden.ts';
import { encodeGolden } from '../../../golden/file/encodeGolden.ts';
import type { Golden } from '../../../golden/golden.ts';
import type { SnapshotHost } from '../../../golden/host/host.ts';
import { otherKey } from '../../../golden/host/refusals.ts';
import { judgeGolden } from '../../../golden/judge/judgeGolden.ts';
import { sketchTrace } from '../../../golden/sketchTrace.ts';
import { publishStaged, type Sidecar, sidecarOf, storeGolden } from '../../../golden/store/stageGolden.ts';
import type { Trace } from '../../../trace/trace.ts';
import type { Comparison } from '../../../verdicts/comparison.ts';
import { causeOf } from '../causeOf.ts';
import { completeGolden } from '../completeGolden.ts';
import { type ExpectedGolden, expectedGolden } from './expectedGolden.ts';
import { isRefreshing } from './refreshing.ts';
import type { SnapshotOptions } from './snapshotOptions.ts';

/** What became of a golden. */
export interface CheckedSnapshot {
  /**
   * `matched`; `refreshed` where a passing one was recorded again on purpose; `written` where there was none, or `-u` accepted a
   * change; `differs`; `lost` where only its sidecar is left, and differs; `missing` where there is none and none is written.
   */
  outcome: 'matched' | 'refreshed' | 'written' | 'differs' | 'lost' | 'missing';
  key: string;
  /** Where there was a golden. */
  comparison?: Comparison;
  /** Layers of a golden that was written which hold one value everywhere. */
  constant?: readonly string[];
}

/**
 * Checks a trace by its golden in the framework's snapshots. The framework is handed a text in every case but an error: the
 * old one where the trace matches (so that it counts as matched and nothing is rewritten, not even with `-u`), else the new.
 *
 * @param milliseconds how long the search for a cause may take
 * @throws ExrayError `golden-entry`, `golden-sidecar`, `golden-write`, `golden-host` and what reading a golden throws
 */
export async function checkSnapshot(
  trace: Trace,
  host: SnapshotHost,
  options: SnapshotOptions,
  testFolder: string | undefined,
  milliseconds?: number,
): Promise<CheckedSnapshot> {
  const { tolerance, reference, recipe, outputs } = options;
  const fresh = await sketchTrace(trace, { outputs });
  const { key, text } = host.peek();
  const now: Now = {
    host,
    key,
    fresh,
    complete: () => completeGolden(fresh, trace, { reference, recipe }, testFolder),
  };
  const expected = expectedGolden(host, key, text);
  if (expected === undefined) return { outcome: await record(now), key, constant: constantLayers(fresh) };
  const comparison = judgeGolden(expected.golden, fresh, { ...(tolerance !== undefined && { tolerance }) });
  if (comparison.verdict === 'match') return { outcome: await keep(now, expected), key, comparison };
  const outcome = await change(now, expected);
  const constant = constantLayers(fresh);
  // Read only where somebody will see it: it takes a run.
  const cause = outcome === 'written' ? undefined : await causeOf(trace, comparison, expected.golden, milliseconds);
  const findings = [...comparison.findings, ...(cause ? [cause] : [])];
  return { outcome, key, comparison: { ...comparison, findings }, constant };
}

/** What one call knows. */
interface Now {
  host: SnapshotHost;
  key: string;
  fresh: Golden;
  /** With what only a golden needs: noise floors and the profile. Takes further runs of the model. */
  complete: () => Promise<Golden>;
}

/** The model's own result is untouched where the trace matches: the old text stands, and so does the old sidecar. */
async function keep({ host, key, complete }: Now, expected: ExpectedGolden): Promise<CheckedSnapshot['outcome']> {
  const { sidecar, text, isStaged } = expected;
  if (isRefreshing(host)) {
    const renewed = sidecarOf(key, encodeGolden(await complete()));
    if (renewed.sha256 !== sidecar.sha256) {
      storeGolden(host, renewed);
      hand(host, key, textOf(renewed), true);
      return 'refreshed';
    }
  }
  hand(host, key, text);
  if (isStaged && host.mode !== 'none') host.afterSave(() => publishStaged(host.snapshotPath, sidecar));
  return 'matched';
}

/** A change is written where the framework accepts changes (`-u`), and counted as a failed snapshot elsewhere. */
async function change(now: Now, { isOrphan }: ExpectedGolden): Promise<CheckedSnapshot['outcome']> {
  const { host, key, fresh } = now;
  if (host.mode === 'all') return record(now);
  // Handed over, it would be taken for new and written.
  if (isOrphan) {
    host.skip();
    return 'lost';
  }
  const sidecar = sidecarOf(key, encodeGolden(fresh));
  const { taken } = hand(host, key, textOf(sidecar));
  if (taken) storeGolden(host, sidecar);
  return taken ? 'written' : 'differs';
}

/** A golden where there was none, or with `-u`: its sidecar is on the disk before the framework sees the text that names it. */
async function record({ host, key, fresh, complete }: Now): Promise<CheckedSnapshot['outcome']> {
  const isWritten = host.mode !== 'none';
  const sidecar = sidecarOf(key, encodeGolden(isWritten ? await complete() : fresh));
  if (isWritten) storeGolden(host, sidecar);
  const { pass } = hand(host, key, textOf(sidecar));
  return pass ? 'written' : 'missing';
}

/** The entry's text is a function of the sidecar's bytes. */
const textOf = (sidecar: Sidecar): string => entryText(decodeGolden(sidecar.bytes, sidecar.file), sidecar);

/** Another snapshot of this name may have been made while this golden was: then its text would stand under another key. */
function hand(host: SnapshotHost, key: string, text: string, force = false): { pass: boolean; taken: boolean } {
  const next = host.peek().key;
  if (next !== key) throw otherKey(key, next);
  const result = host.match(text, force);
  if (result.key !== key) throw otherKey(key, result.key);
  return result;
}
