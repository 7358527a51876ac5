import { ExrayError } from '../src/errors.ts';
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
  const { parseOptions } = await import('../src/options.ts');
  const { compareTracesOptions } = await import('../src/reference/compareTracesOptions.ts');
  const { resultOptionsSchema } = await import('../src/compare/result/resultOptions.ts');
  parseOptions(compareTracesOptions, layerOptions, host.matcher);
  if (resultOptions !== false) parseOptions(resultOptionsSchema, resultOptions, `${host.matcher}, result`);
  const { ownInputs } = await import('../src/reference/referenceInputs.ts');
  const own = await ownInputs(reference, trace, host.testFolder);
  if (typeof resultOptions === 'object') {
    const { expectResult } = await import('../src/reference/expectResult.ts');
    expectResult(trace);
    if (own.trace.result === undefined) throw noResult(own.label);
  }
  const hasInputs = own.inputs !== undefined;
  const hasResult = resultOptions !== false && trace.result !== undefined && own.trace.result !== undefined;
  const later = (...stages: string[]) => [`Not judged, for this comes first: ${stages.join(', ')}.`];
  const last = hasResult ? ['result'] : [];
  const silent = [
    ...(hasInputs ? [] : [`inputs (${own.label} does not say what it should be fed)`]),
    ...(hasResult || resultOptions === false
      ? []
      : [`result (${own.trace.result === undefined ? own.label : 'the trace'} holds none)`]),
  ];
  const unjudged = silent.length === 0 ? [] : [`Not judged: ${silent.join(', ')}.`];

  let judged: Judgement = { verdict: 'match', message: '' };
  if (own.inputs !== undefined)
    judged = await judgeInputs(trace, own.inputs, {
      reference,
      tolerance: options.tolerance,
      host: asked,
      after: later('layers', ...last),
    });
  if (judged.verdict === 'match') {
    const after = [...(hasResult ? later('result') : []), ...unjudged];
    judged = await judgeLayers([trace], reference, layerOptions, asked, after);
  }
  if (judged.verdict === 'match' && hasResult)
    judged = await judgeResult(trace, trace.result, (own.trace as Trace).result, {
      reference,
      options: resultOptions,
      host: asked,
    });
  const stages = [...(hasInputs ? ['inputs'] : []), 'layers', ...last];
  const message =
    judged.verdict === 'match'
      ? [
          stages.length === 1
            ? 'expected the layers not to match, but they do'
            : `expected ${stages.slice(0, -1).join(', ')} or ${stages.at(-1)} not to match, but all of them do`,
          ...unjudged,
        ].join('\n')
      : judged.message;
  return resultOf({ verdict: judged.verdict, message }, host);
}

const noResult = (label: string): ExrayError =>
  new ExrayError('reference-result', {
    what: `toMatchReference: options for the result were given, and ${label} holds no result`,
    why: 'A model or a list of layers says nothing about preprocessing or what the app returns, so neither would be judged',
    fix: 'Give a trace of the app as reference (saveTrace), use toMatchReferenceResult for the result, or leave `result` out',
  });
