import { readFile } from 'node:fs/promises';
import { type Compared, type CompareOptions, compare } from '../compare/compare.ts';
import { ExrayError } from '../errors.ts';
import { parseOptions } from '../options.ts';
import { originOf } from '../runtimes/origin.ts';
import type { Trace } from '../trace/trace.ts';
import type { Accepted, Comparison } from '../verdicts/comparison.ts';
import { checkNames } from './checkNames.ts';
import { type CompareTracesOptions, compareTracesOptions, isAccepted } from './compareTracesOptions.ts';
import { explainDivergence, withInputCauses } from './explainDivergence.ts';
import { goldensOf, judgeByGoldens } from './golden/judgeByGoldens.ts';
import { isTrace } from './isTrace.ts';
import { locate } from './locate.ts';
import type { Reference, Referenced } from './reference.ts';
import { rerun } from './rerun.ts';
import { resolveReference } from './resolveReference.ts';
import { sameInputs } from './sameInputs.ts';

const GIBIBYTE = 2 ** 30;

/**
 * Compares deployed traces with anything that says what is right, layer by layer, and returns the evidence as plain
 * data. Where the reference is a model, each layer is judged by its own error; where it is only tensors, by its drift.
 *
 * @param deployed One trace, or several (several photos): levels then use the maximum over them.
 * @param reference One reference for all, or as many as there are traces.
 * @param testFolder Where relative paths begin; the working directory where it is left out.
 * @param milliseconds How long the search for the cause in the first layer that diverges may take.
 * @throws ExrayError for a reference that is missing, cannot be read or is of another model, and for wrong options.
 */
export const compareTraces = async (
  deployed: Trace | readonly Trace[],
  reference: Reference | readonly Reference[],
  options: CompareTracesOptions = {},
  testFolder?: string,
  milliseconds?: number,
): Promise<Comparison> => {
  parseOptions(compareTracesOptions, options, 'compareTraces');
  const traces = expectTraces(deployed);
  const references = Array.isArray(reference)
    ? (reference as readonly Reference[])
    : traces.map(() => reference as Reference);
  if (references.length !== traces.length) {
    throw new ExrayError('reference-count', {
      what: `${traces.length} traces were given with ${references.length} references`,
      fix: 'Give one reference for all (a model), or as many as there are traces, in the same order',
    });
  }
  const goldens = await goldensOf(references, testFolder);
  if (goldens) return judgeByGoldens(traces, goldens, options, milliseconds);
  const maxBytes = options.maxBytes ?? GIBIBYTE;
  const compared: (Compared & { close(): Promise<void> })[] = [];
  try {
    for (const [index, trace] of traces.entries()) {
      const context = { deployed: trace, maxBytes };
      compared.push(await prepare(trace, await resolveReference(references[index] as Reference, context, testFolder)));
    }
    await checkNames(
      options,
      traces,
      compared.map(({ trace }) => trace),
    );
    const accepted = await readAccepted(options.accepted, testFolder);
    const comparison = await compare(traces, compared, {
      ...options,
      maxBytes,
      ...(accepted && { accepted }),
      noiseFloor: async (index) => noiseOf(compared[index]?.onReferenceInputs ?? (traces[index] as Trace)),
      explain: (values) => explainDivergence(values, milliseconds),
    } as CompareOptions);
    const [trace, first] = [traces[0] as Trace, compared[0] as Compared];
    return { ...comparison, findings: withInputCauses(comparison.findings, trace, first.trace.inputs) };
  } finally {
    await Promise.all(compared.map(({ close }) => close()));
  }
};

const expectTraces = (deployed: Trace | readonly Trace[]): readonly Trace[] => {
  const traces = Array.isArray(deployed) ? (deployed as readonly Trace[]) : [deployed as Trace];
  if (traces.length > 0 && traces.every(isTrace)) return traces;
  throw new ExrayError('not-a-trace', {
    what: 'compareTraces got no trace',
    why: traces.length === 0 ? 'The list of traces is empty' : 'Its first argument must be what `record` returned',
    fix: 'Write: const trace = await record(() => classify(image))',
  });
};

const prepare = async (
  deployed: Trace,
  { trace, replay, ownInputs }: Referenced,
): Promise<Compared & { close(): Promise<void> }> => {
  const moved = ownInputs && !sameInputs(deployed.inputs, trace.inputs);
  const onReferenceInputs = moved ? await rerun(deployed, trace.inputs) : undefined;
  const sha256 = deployed.model.sha256;
  return {
    trace,
    ...(replay && { replay }),
    ...(onReferenceInputs && { onReferenceInputs }),
    sameModel: sha256 !== undefined && sha256 === trace.model.sha256,
    close: async () => replay?.close(),
  };
};

const noiseOf = async (trace: Trace): Promise<ReadonlyMap<string, number>> => {
  const origin = originOf(trace);
  return origin ? origin.runtime.noiseFloor(origin.inference, origin.options) : new Map();
};

const readAccepted = async (
  accepted: Accepted | string | undefined,
  testFolder: string | undefined,
): Promise<Accepted | undefined> => {
  if (typeof accepted !== 'string') return accepted;
  const { path, label } = await locate(accepted, testFolder).catch(() => {
    // Without its cause, which tells how a reference is made.
    throw noAccepted(
      accepted,
      "There is no such file: the path is relative to the test file's folder, then to the working directory",
    );
  });
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw noAccepted(label, (cause as Error).message, cause);
  });
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (cause) {
    throw noAccepted(label, `It is no JSON: ${(cause as Error).message}`, cause);
  }
  if (isAccepted(values)) return values;
  throw noAccepted(label, 'Its JSON is not what accept(comparison) gives');
};

const noAccepted = (label: string, why: string, cause?: unknown): ExrayError =>
  new ExrayError(
    'accepted-file',
    {
      what: `${label} holds no accepted values`,
      why,
      fix: 'Write it with JSON.stringify(accept(await compareTraces(healthy, reference)))',
    },
    { cause },
  );
