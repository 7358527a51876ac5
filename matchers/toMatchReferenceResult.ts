import type { ReferenceResult, ResultOptions } from '../src/compare/result/resultOptions.ts';
import type { Trace } from '../src/trace/trace.ts';
import { type Host, hostOf, type MatcherResult, type MatcherThis } from './host.ts';
import { fails, type Judgement, keepTraces, referenceName, resultOf } from './judgement.ts';
import { expectTrace } from './received.ts';

/** What the app returned agrees with the reference's result. */
export async function toMatchReferenceResult(
  this: MatcherThis,
  received: unknown,
  reference: ReferenceResult,
  options?: ResultOptions,
): Promise<MatcherResult> {
  const host = hostOf(this, 'toMatchReferenceResult');
  const trace = expectTrace(received, host.matcher);
  const { referenceResult } = await import('../src/reference/referenceResult.ts');
  const { expectResult } = await import('../src/reference/expectResult.ts');
  const expected = await referenceResult(reference, host.testFolder);
  return resultOf(await judgeResult(trace, expectResult(trace), expected, { reference, options, host }), host);
}

/** The judgement alone: also a stage of `toMatchReference`. */
export async function judgeResult(
  trace: Trace,
  result: unknown,
  expected: unknown,
  about: { reference: unknown; options: ResultOptions | undefined; host: Host },
): Promise<Judgement> {
  const { host, options, reference } = about;
  const { parseOptions } = await import('../src/options.ts');
  const { resultOptionsSchema } = await import('../src/compare/result/resultOptions.ts');
  const { compareResults } = await import('../src/compare/result/compareResults.ts');
  const { findingsMessage } = await import('../src/report/findingsMessage.ts');
  const comparison = compareResults(result, expected, parseOptions(resultOptionsSchema, options, host.matcher));
  const { verdict } = comparison;
  if (!fails(verdict, host)) return { verdict, message: '' };
  const kept = verdict === 'match' ? [] : await keepTraces([trace], host);
  const name = referenceName(reference);
  const context = { kept, ...(name !== undefined && { reference: name }) };
  return { verdict, message: findingsMessage(comparison, 'value', context) };
}
