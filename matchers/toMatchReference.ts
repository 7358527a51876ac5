import { ExrayError } from '../src/errors.ts';
import type { PreprocessingOptions } from '../src/reference/fed/preprocessingOptions.ts';
import type { Reference } from '../src/reference/reference.ts';
import type { Trace } from '../src/trace/trace.ts';
import { type Host, hostOf, type MatcherResult, type MatcherThis } from './host.ts';
import { type Judgement, resultOf } from './judgement.ts';
import { expectTrace } from './received.ts';
import { preprocessingJudgement } from './toHavePreprocessing.ts';
import { judgeInputs } from './toMatchReferenceInputs.ts';
import { judgeLayers } from './toMatchReferenceLayers.ts';
import { judgeResult } from './toMatchReferenceResult.ts';
import type { ReferenceOptions } from './types.ts';

/** Preprocessing where a recipe is given, inputs, layers and result, in this order; the first stage that is wrong fails. */
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
  const { result: resultOptions, recipe, image, input, level, allow, ...layerOptions } = options;
  const preprocessing = given({ image, input, level, allow });
  await checkOptions(options, layerOptions, preprocessing, host);
  const { ownInputs } = await import('../src/reference/referenceInputs.ts');
  const own = await ownInputs(reference, trace, host.testFolder);
  if (typeof resultOptions === 'object') {
    const { expectResult } = await import('../src/reference/expectResult.ts');
    expectResult(trace);
    if (own.trace.result === undefined) throw noResult(own.label);
  }
  // A golden judges its inputs as layer 0.
  const hasInputs = own.inputs !== undefined || own.isGolden;
  const hasResult = resultOptions !== false && trace.result !== undefined && own.trace.result !== undefined;
  const later = (...stages: string[]) => [`Not judged, for this comes first: ${stages.join(', ')}.`];
  const last = hasResult ? ['result'] : [];
  const silent = [
    ...(hasInputs || recipe !== undefined ? [] : [`inputs (${own.label} does not say what it should be fed)`]),
    ...(hasResult || resultOptions === false
      ? []
      : [`result (${own.trace.result === undefined ? own.label : 'the trace'} holds none)`]),
  ];
  const unjudged = silent.length === 0 ? [] : [`Not judged: ${silent.join(', ')}.`];
  const inputs = hasInputs ? ['inputs'] : [];

  let judged: Judgement = { verdict: 'match', message: '' };
  let deployed = trace;
  if (recipe !== undefined) {
    const started = performance.now();
    const { testFolder, matcher, milliseconds } = host;
    const { judgeFed } = await import('../src/reference/fed/judgeFed.ts');
    const fed = await judgeFed(trace, recipe, preprocessing, { testFolder, matcher, milliseconds });
    judged = await preprocessingJudgement(fed, { host: asked, started, after: later(...inputs, 'layers', ...last) });
    if (judged.verdict === 'match' && !hasInputs) {
      const { onRecipe } = await import('../src/reference/fed/onRecipe.ts');
      const again = await onRecipe(fed);
      if (again === undefined) unjudged.push('Layers were compared on what the app fed, not on what the recipe makes.');
      else deployed = again;
    }
  }
  if (judged.verdict === 'match' && own.inputs !== undefined)
    judged = await judgeInputs(trace, own.inputs, {
      reference,
      tolerance: options.tolerance,
      host: asked,
      after: later('layers', ...last),
    });
  if (judged.verdict === 'match') {
    const after = [...(hasResult ? later('result') : []), ...unjudged];
    judged = await judgeLayers([deployed], reference, layerOptions, asked, after);
  }
  if (judged.verdict === 'match' && hasResult)
    judged = await judgeResult(trace, trace.result, (own.trace as Trace).result, {
      reference,
      options: resultOptions,
      host: asked,
    });
  const stages = [...(recipe === undefined ? [] : ['preprocessing']), ...inputs, 'layers', ...last];
  const message = judged.verdict === 'match' ? [allMatch(stages), ...unjudged].join('\n') : judged.message;
  return resultOf({ verdict: judged.verdict, message }, host);
}

/** Those of the options that were given: the others have defaults. */
const given = (options: { [Name in keyof PreprocessingOptions]: PreprocessingOptions[Name] | undefined }) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as PreprocessingOptions;

const allMatch = (stages: readonly string[]): string =>
  stages.length === 1
    ? 'expected the layers not to match, but they do'
    : `expected ${stages.slice(0, -1).join(', ')} or ${stages.at(-1)} not to match, but all of them do`;

/** Every option before anything runs. */
async function checkOptions(
  { recipe, result }: ReferenceOptions,
  layers: object,
  preprocessing: PreprocessingOptions,
  { matcher }: Host,
): Promise<void> {
  const { parseOptions } = await import('../src/options.ts');
  const { compareTracesOptions } = await import('../src/reference/compareTracesOptions.ts');
  const { resultOptionsSchema } = await import('../src/compare/result/resultOptions.ts');
  const { preprocessingOptions } = await import('../src/reference/fed/preprocessingOptions.ts');
  parseOptions(compareTracesOptions, layers, matcher);
  if (result !== false) parseOptions(resultOptionsSchema, result, `${matcher}, result`);
  parseOptions(preprocessingOptions, preprocessing, matcher);
  const [without] = Object.keys(preprocessing);
  if (recipe !== undefined || without === undefined) return;
  throw new ExrayError('bad-option', {
    what: `${matcher}: option ${without} is given without a recipe`,
    why: 'It says how preprocessing is judged, which only a recipe can do',
    fix: "Give one, too: { recipe: 'torchvision/imagenet-v1', image: 'photos/china.jpg' }",
  });
}

const noResult = (label: string): ExrayError =>
  new ExrayError('reference-result', {
    what: `toMatchReference: options for the result were given, and ${label} holds no result`,
    why: 'A model or a list of layers says nothing about preprocessing or what the app returns, so neither would be judged',
    fix: 'Give a trace of the app as reference (saveTrace), use toMatchReferenceResult for the result, or leave `result` out',
  });
