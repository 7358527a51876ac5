import type { Reference } from '../src/reference/reference.ts';
import type { Trace } from '../src/trace/trace.ts';
import { hostOf, type MatcherResult, type MatcherThis } from './host.ts';
import { type Judgement, resultOf } from './judgement.ts';
import { expectTrace } from './received.ts';
import { judgeInputs } from './toMatchReferenceInputs.ts';
import { judgeLayers } from './toMatchReferenceLayers.ts';
import { judgeResult } from './toMatchReferenceResult.ts';
import type { ReferenceOptions } from './types.ts';

/** Inputs, layers and result, in this order; the first stage that is wrong fails. */
export async function toMatchReference(
  this: MatcherThis,
  received: unknown,
  reference: Reference,
  options: ReferenceOptions = {},
): Promise<MatcherResult> {
  const host = hostOf(this, 'toMatchReference');
  const trace = expectTrace(received, host.matcher);
  // Stages ask for what does not match; `.not` is applied to the whole.
  const asked = { ...host, isNot: false };
  const { result: resultOptions, ...layerOptions } = options;
  const { ownInputs } = await import('../src/reference/referenceInputs.ts');
  const own = await ownInputs(reference, trace, host.testFolder);
  const hasResult = resultOptions !== false && trace.result !== undefined && own.trace.result !== undefined;
  const later = (...stages: string[]) => [`Not judged, for this comes first: ${stages.join(', ')}.`];
  const last = hasResult ? ['result'] : [];

  let judged: Judgement = { verdict: 'match', message: '' };
  if (own.inputs !== undefined)
    judged = await judgeInputs(trace, own.inputs, reference, asked, later('layers', ...last));
  if (judged.verdict === 'match')
    judged = await judgeLayers([trace], reference, layerOptions, asked, hasResult ? later('result') : []);
  if (judged.verdict === 'match' && hasResult)
    judged = await judgeResult(trace, trace.result, (own.trace as Trace).result, {
      reference,
      options: resultOptions,
      host: asked,
    });
  const message =
    judged.verdict === 'match' ? 'expected inputs, layers or result not to match, but all of them do' : judged.message;
  return resultOf({ verdict: judged.verdict, message }, host);
}
