import type { InputComparison } from '../src/compare/inputs/compareInputs.ts';
import type { CompareInputsOptions } from '../src/reference/compareInputsOptions.ts';
import type { Reference } from '../src/reference/reference.ts';
import type { Trace } from '../src/trace/trace.ts';
import { type Host, hostOf, type MatcherResult, type MatcherThis } from './host.ts';
import { fails, type Judgement, keepTraces, referenceName, resultOf } from './judgement.ts';
import { expectTrace } from './received.ts';

/** The model was fed what the reference was fed. */
export async function toMatchReferenceInputs(
  this: MatcherThis,
  received: unknown,
  reference: Reference,
  options?: CompareInputsOptions,
): Promise<MatcherResult> {
  const host = hostOf(this, 'toMatchReferenceInputs');
  const trace = expectTrace(received, host.matcher);
  const { parseOptions } = await import('../src/options.ts');
  const { compareInputsOptions } = await import('../src/reference/compareInputsOptions.ts');
  const { checkInputTolerances } = await import('../src/reference/checkNames.ts');
  const { tolerance: given } = parseOptions(compareInputsOptions, options, host.matcher);
  const tolerance = typeof given === 'number' ? { inputs: given } : given;
  checkInputTolerances(Object.keys(tolerance ?? {}), [trace]);
  const { goldenFileOf } = await import('../src/reference/golden/goldenFileOf.ts');
  const file = await goldenFileOf(reference, host.testFolder);
  if (file !== undefined) {
    const { compareGoldenInputs } = await import('../src/reference/golden/goldenInputs.ts');
    const comparison = await compareGoldenInputs(trace, file.golden, tolerance);
    return resultOf(await inputsJudgement(comparison, trace, { reference, host }), host);
  }
  const { referenceInputs } = await import('../src/reference/referenceInputs.ts');
  const inputs = await referenceInputs(reference, trace, host.testFolder);
  return resultOf(await judgeInputs(trace, inputs, { reference, tolerance, host }), host);
}

/** The judgement alone: also a stage of `toMatchReference`. */
export async function judgeInputs(
  trace: Trace,
  inputs: Trace['inputs'],
  about: {
    reference: Reference;
    tolerance: number | Readonly<Record<string, number>> | undefined;
    host: Host;
    after?: readonly string[];
  },
): Promise<Judgement> {
  const { reference, tolerance, host, after = [] } = about;
  const { compareInputs } = await import('../src/compare/inputs/compareInputs.ts');
  const { withInputCauses } = await import('../src/reference/explainDivergence.ts');
  const compared = compareInputs(trace.inputs, inputs, tolerance);
  const comparison = { ...compared, findings: withInputCauses(compared.findings, trace, inputs) };
  return inputsJudgement(comparison, trace, { reference, host, after });
}

async function inputsJudgement(
  comparison: InputComparison,
  trace: Trace,
  { reference, host, after = [] }: { reference: Reference; host: Host; after?: readonly string[] },
): Promise<Judgement> {
  const { findingsMessage } = await import('../src/report/findingsMessage.ts');
  const { verdict } = comparison;
  if (!fails(verdict, host)) return { verdict, message: '' };
  const kept = verdict === 'match' ? [] : await keepTraces([trace], host);
  const name = referenceName(reference);
  const context = { after, kept, ...(name !== undefined && { reference: name }) };
  return { verdict, message: findingsMessage(comparison, 'input', context) };
}
