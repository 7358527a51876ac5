import type { SnapshotHost } from '../src/golden/host/host.ts';
import { hostOfCall } from '../src/golden/host/hostOfCall.ts';
import type { SnapshotThis } from '../src/golden/host/snapshotThis.ts';
import type { CheckedSnapshot } from '../src/reference/golden/snapshot/checkSnapshot.ts';
import { inTurn } from '../src/reference/golden/snapshot/inTurn.ts';
import type { SnapshotOptions } from '../src/reference/golden/snapshot/snapshotOptions.ts';
import type { Trace } from '../src/trace/trace.ts';
import { type Host, hostOf, type MatcherResult, type MatcherThis } from './host.ts';
import { keepTraces } from './judgement.ts';
import { expectTrace } from './received.ts';

/** The model's layers are those of its golden, which lies in the framework's snapshots and in a sidecar beside them. */
export async function toMatchLayerSnapshot(
  this: MatcherThis,
  received: unknown,
  ...args: unknown[]
): Promise<MatcherResult> {
  const host = hostOf(this, 'toMatchLayerSnapshot');
  const { hint, options } = argumentsOf(args);
  const snapshots = hostOfCall(this as SnapshotThis, hint);
  // Everything that is awaited comes after this: calls of one name take their turns in the order in which they were made.
  return inTurn(snapshots.state, snapshots.testName, async () => {
    let isUsed = false;
    const once: SnapshotHost = {
      ...snapshots,
      match: (...given) => {
        isUsed = true;
        return snapshots.match(...given);
      },
      skip: () => {
        isUsed = true;
        snapshots.skip();
      },
    };
    try {
      const trace = expectTrace(received, host.matcher);
      const { parseOptions } = await import('../src/options.ts');
      const { snapshotOptions } = await import('../src/reference/golden/snapshot/snapshotOptions.ts');
      const { checkSnapshot } = await import('../src/reference/golden/snapshot/checkSnapshot.ts');
      parseOptions(snapshotOptions, options, host.matcher);
      return await resultOf(
        await checkSnapshot(trace, once, options ?? {}, host.testFolder, host.milliseconds / 2),
        trace,
        host,
        once,
      );
    } finally {
      // Whatever went wrong: a later call keeps its number, and the entry is not obsolete.
      if (!isUsed) snapshots.skip();
    }
  });
}

async function resultOf(
  checked: CheckedSnapshot,
  trace: Trace,
  host: Host,
  snapshots: SnapshotHost,
): Promise<MatcherResult> {
  const { outcome, comparison } = checked;
  const { noteElsewhere } = await import('./elsewhere.ts');
  if (comparison !== undefined) noteElsewhere(snapshots.state, comparison);
  if (['matched', 'refreshed', 'written'].includes(outcome)) return { pass: true, message: () => '' };
  const { snapshotMessage } = await import('../src/report/golden/snapshotMessage.ts');
  const kept = comparison === undefined ? [] : await keepTraces([trace], host, comparison);
  const message = snapshotMessage(checked, snapshots.snapshotPath, kept);
  return { pass: false, message: () => message };
}

/** `(hint?, options?)` or `(options?)`. */
function argumentsOf(args: readonly unknown[]): { hint: string | undefined; options: SnapshotOptions | undefined } {
  const [first, second] = args;
  if (typeof first === 'string' || (first === undefined && args.length > 1))
    return { hint: first || undefined, options: second as SnapshotOptions | undefined };
  return { hint: undefined, options: first as SnapshotOptions | undefined };
}
