import type { CompareTracesOptions } from '../src/reference/compareTracesOptions.ts';
import type { Reference } from '../src/reference/reference.ts';
import type { Trace } from '../src/trace/trace.ts';
import { type Host, hostOf, type MatcherResult, type MatcherThis } from './host.ts';
import { fails, type Judgement, keepTraces, referenceName, resultOf } from './judgement.ts';
import { expectTraces } from './received.ts';

/** Every layer of the deployed model agrees with its reference. */
export async function toMatchReferenceLayers(
  this: MatcherThis,
  received: unknown,
  reference: Reference | readonly Reference[],
  options?: CompareTracesOptions,
): Promise<MatcherResult> {
  const host = hostOf(this, 'toMatchReferenceLayers');
  return resultOf(await judgeLayers(expectTraces(received, host.matcher), reference, options, host), host);
}

/** The judgement alone: also a stage of `toMatchReference`. */
export async function judgeLayers(
  traces: readonly Trace[],
  reference: Reference | readonly Reference[],
  options: CompareTracesOptions | undefined,
  host: Host,
  after: readonly string[] = [],
): Promise<Judgement> {
  const { parseOptions } = await import('../src/options.ts');
  const { compareTracesOptions } = await import('../src/reference/compareTracesOptions.ts');
  const { compareTraces } = await import('../src/reference/compareTraces.ts');
  parseOptions(compareTracesOptions, options, host.matcher);
  const comparison = await compareTraces(traces, reference, options, host.testFolder, host.milliseconds / 2);
  const { verdict } = comparison;
  const { agreesMessage, comparisonMessage } = await import('../src/report/message.ts');
  const name = referenceName(reference);
  const context = { after, ...(name !== undefined && { reference: name }) };
  if (!fails(verdict, host)) return { verdict, message: '' };
  if (verdict === 'match') return { verdict, message: agreesMessage(comparison, context) };
  const kept = await keepTraces(traces, host, comparison);
  if (comparison.golden === undefined) return { verdict, message: comparisonMessage(comparison, { ...context, kept }) };
  const { goldenMessage } = await import('../src/report/golden/goldenMessage.ts');
  return { verdict, message: goldenMessage(comparison, { ...context, kept }) };
}
