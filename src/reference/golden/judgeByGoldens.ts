import { ExrayError } from '../../errors.ts';
import type { Golden } from '../../golden/golden.ts';
import { type JudgeGoldenOptions, judgeGolden } from '../../golden/judge/judgeGolden.ts';
import { sketchTrace } from '../../golden/sketchTrace.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Comparison } from '../../verdicts/comparison.ts';
import type { CompareTracesOptions } from '../compareTracesOptions.ts';
import type { Reference } from '../reference.ts';
import { causeOf } from './causeOf.ts';
import { noiseFloors, withFloors } from './floors.ts';
import { goldenFileOf } from './goldenFileOf.ts';
import { inGoldenLayout } from './inGoldenLayout.ts';

/** The goldens that references name; undefined where they are something else. */
export const goldensOf = async (
  references: readonly Reference[],
  testFolder: string | undefined,
): Promise<Golden[] | undefined> => {
  const files = await Promise.all(references.map((reference) => goldenFileOf(reference, testFolder)));
  const goldens = files.flatMap((file) => file?.golden ?? []);
  if (goldens.length === 0) return undefined;
  if (goldens.length === files.length) return goldens;
  throw new ExrayError('reference-kind', {
    what: 'some of the references are goldens, and some are not',
    why: 'A golden judges by sketches, the others by values: there is no one verdict over both',
    fix: 'Give goldens for all traces, or for none',
  });
};

/**
 * Judges traces by goldens, one each. Of several photos the first that does not match is told. A golden is read only:
 * nothing writes it here.
 */
export const judgeByGoldens = async (
  traces: readonly Trace[],
  goldens: readonly Golden[],
  options: CompareTracesOptions,
  milliseconds?: number,
): Promise<Comparison> => {
  refuseOptions(options);
  const judged: Comparison[] = [];
  for (const [index, trace] of traces.entries())
    judged.push(await judgeByGolden(trace, goldens[index] as Golden, { tolerance: options.tolerance }, milliseconds));
  const wrong = judged.filter(({ verdict }) => verdict !== 'match');
  const told = wrong.find(({ verdict }) => verdict === 'mismatch') ?? wrong[0] ?? (judged[0] as Comparison);
  if (judged.length === 1 || wrong.length === 0) return told;
  const notes = [`this is trace ${judged.indexOf(told) + 1} of ${judged.length}; ${wrong.length} of them do not match`];
  return { ...told, notes: [...told.notes, ...notes] };
};

/** One trace by one golden, with the cause of what differs. */
const judgeByGolden = async (
  given: Trace,
  golden: Golden,
  options: JudgeGoldenOptions,
  milliseconds?: number,
): Promise<Comparison> => {
  const trace = inGoldenLayout(given, golden);
  const fresh = await sketchTrace(trace);
  const first = judgeGolden(golden, fresh, options);
  const comparison = needsFloors(first, golden) ? judgeGolden(await withNoise(golden, given), fresh, options) : first;
  const cause = await causeOf(trace, comparison, golden, milliseconds);
  return cause ? { ...comparison, findings: [...comparison.findings, cause] } : comparison;
};

/** A golden that was made without the model, as in Python, does not know what other kernels do to it: the app's copy does. */
const needsFloors = ({ verdict, golden: context }: Comparison, { layers }: Golden): boolean =>
  verdict !== 'match' && context?.environment.length !== 0 && layers.every(({ noise }) => noise === undefined);

const withNoise = async (golden: Golden, trace: Trace): Promise<Golden> => {
  const floors = await noiseFloors(trace);
  return { ...golden, layers: golden.layers.map((layer) => withFloors(layer, floors, new Map())) };
};

/** What compares values cannot be asked of sketches. */
const refuseOptions = ({ accepted, metrics, pairs }: CompareTracesOptions): void => {
  const [name] = Object.entries({ accepted, metrics, pairs }).find(([, value]) => value !== undefined) ?? [];
  if (name === undefined) return;
  throw new ExrayError('bad-option', {
    what: `option ${name} is given with a golden as reference`,
    why: 'A golden holds sketches of layers, which are paired by their names and judged by their drift',
    fix: 'Leave the option out, or give the model or a trace as reference',
  });
};
