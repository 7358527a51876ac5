import { atCall } from '../src/golden/host/atCall.ts';
import type { SnapshotHost } from '../src/golden/host/host.ts';
import type { SnapshotThis } from '../src/golden/host/snapshotThis.ts';
import { snapshotName } from '../src/golden/host/testName.ts';
import type { CheckedSnapshot } from '../src/reference/golden/snapshot/checkSnapshot.ts';
import { inTurn } from '../src/reference/golden/snapshot/inTurn.ts';
import type { SnapshotOptions } from '../src/reference/golden/snapshot/snapshotOptions.ts';
import type { Trace } from '../src/trace/trace.ts';
import { noteElsewhere } from './elsewhere.ts';
import { type Host, hostOf, type MatcherResult, type MatcherThis } from './host.ts';
import { keepTraces } from './judgement.ts';
import { expectTrace } from './received.ts';
import { sayOnce } from './sayOnce.ts';

/** The model's layers are those of its golden, which lies in the framework's snapshots and in a sidecar beside them. */
export async function toMatchLayerSnapshot(
  this: MatcherThis,
  received: unknown,
  ...args: unknown[]
): Promise<MatcherResult> {
  const host = hostOf(this, 'toMatchLayerSnapshot');
  const { hint, options } = argumentsOf(args);
  const self = atCall(this as SnapshotThis);
  const { snapshotState = {} } = self;
  // A promise that was given by mistake is looked after at once.
  const trace = expected(() => expectTrace(received, host.matcher));
  // Everything that is awaited comes after this: calls of one name take their turns in the order in which they were made.
  return inTurn(snapshotState, snapshotName(self, hint) ?? '', () => check(trace, self, hint, options, host));
}

async function check(
  trace: () => Trace,
  self: SnapshotThis,
  hint: string | undefined,
  options: SnapshotOptions | undefined,
  host: Host,
): Promise<MatcherResult> {
  const { hostOfCall } = await import('../src/golden/host/hostOfCall.ts');
  const snapshots = hostOfCall(self, hint);
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
    const given = trace();
    const { parseOptions } = await import('../src/options.ts');
    const { snapshotOptions } = await import('../src/reference/golden/snapshot/snapshotOptions.ts');
    const { checkSnapshot } = await import('../src/reference/golden/snapshot/checkSnapshot.ts');
    parseOptions(snapshotOptions, options, host.matcher);
    return await resultOf(
      await checkSnapshot(given, once, options ?? {}, host.testFolder, host.milliseconds / 2),
      given,
      host,
      once,
    );
  } finally {
    // Whatever went wrong: a later call keeps its number, and the entry is not obsolete.
    if (!isUsed) snapshots.skip();
  }
}

/** Does it now; what came out, or the error, is had later. */
function expected<Value>(work: () => Value): () => Value {
  try {
    const value = work();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

async function resultOf(
  checked: CheckedSnapshot,
  trace: Trace,
  host: Host,
  snapshots: SnapshotHost,
): Promise<MatcherResult> {
  const { outcome, comparison, constant = [], key } = checked;
  if (comparison !== undefined) noteElsewhere(snapshots.state, comparison);
  if (outcome === 'written' && constant.length > 0) {
    const { constantLine } = await import('../src/report/golden/constantLine.ts');
    sayOnce([constantLine(constant, key)]);
  }
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
