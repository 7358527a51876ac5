import type { Golden } from '../../src/golden/golden.ts';
import { type JudgeGoldenOptions, judgeGolden } from '../../src/golden/judge/judgeGolden.ts';
import { sketchTrace } from '../../src/golden/sketchTrace.ts';
import { completeGolden } from '../../src/reference/golden/completeGolden.ts';
import { onnxruntimeNode as runtime } from '../../src/runtimes/onnxruntime-node/onnxruntimeNode.ts';
import { withOrigin } from '../../src/runtimes/origin.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import type { Trace } from '../../src/trace/trace.ts';
import type { Comparison } from '../../src/verdicts/comparison.ts';
import { say } from './runs.ts';

export type Capture = 'deployed' | 'original';

/** A trace of a model on its inputs, with what a session may change. */
export const traced = async (
  path: string,
  inputs: Record<string, Tensor>,
  capture: Capture,
  options: Record<string, unknown> = {},
): Promise<Trace> => {
  const asked = { capture, layers: 'all', maxBytes: 2 ** 30 } as const;
  const inference = await runtime.infer({ path }, inputs, { intraOpNumThreads: 1, ...options });
  return withOrigin(await runtime.capture(inference, asked), { runtime, inference, options: asked });
};

/** A golden as a test would store it: with its floors, and with the profile where there is a reference. */
export const recorded = async (trace: Trace, reference?: string): Promise<Golden> =>
  completeGolden(await sketchTrace(trace), trace, { reference });

/** The golden as if another class of machines had made it, so that the rows of other environments judge. */
export const elsewhere = (golden: Golden): Golden => ({
  ...golden,
  runtime: { ...golden.runtime, isa: `${golden.runtime.isa} of another class` },
});

/** What became of runs with a fault. */
export interface Tally {
  runs: number;
  right: number;
  later: number;
  undecided: number;
  missed: number;
  /** Where it was not right, for those who look into it. */
  others: string[];
}

export const tally = (): Tally => ({ runs: 0, right: 0, later: 0, undecided: 0, missed: 0, others: [] });

/** Judges a faulty run: the right layer is named, another one, none for certain, or all agree. */
export const count = (
  into: Tally,
  name: string,
  golden: Golden,
  now: Golden,
  isRight: (comparison: Comparison) => boolean,
  options: JudgeGoldenOptions = {},
): Comparison => {
  const comparison = judgeGolden(golden, now, options);
  const { verdict, first } = comparison;
  into.runs++;
  if (verdict === 'match') into.missed++;
  else if (isRight(comparison)) into.right++;
  else if (verdict === 'undecided') into.undecided++;
  else into.later++;
  if (verdict === 'match' || !isRight(comparison))
    into.others.push(`${name}: ${verdict}${first ? ` ${first.deployed} ${first.value.toPrecision(2)}` : ''}`);
  return comparison;
};

export const sayTally = (title: string, { runs, right, later, undecided, missed, others }: Tally): void => {
  say(
    `== ${title}: ${runs} runs, ${right} at their layer, ${later} at a later one, ${undecided} undecided, ${missed} missed`,
  );
  for (const other of others.slice(0, Number(process.env.OTHERS ?? 6))) say(`   ${other}`);
};

/** What a benign run did: verdict, largest drift of a judged layer, and how close the closest came to its tolerance. */
export const sayBenign = (title: string, comparisons: readonly Comparison[]): void => {
  const alarms = comparisons.filter(({ verdict }) => verdict !== 'match');
  const layers = comparisons.flatMap((each) => each.layers).filter(({ tolerance }) => tolerance > 0);
  const worst = Math.max(0, ...layers.map(({ drift }) => drift));
  const closest = Math.max(0, ...layers.map(({ value, tolerance }) => value / tolerance));
  say(
    `== ${title}: ${alarms.length} alarms of ${comparisons.length} runs, ${layers.length} layers, largest drift ${worst.toPrecision(2)}, closest to its tolerance ${closest.toPrecision(2)} of it`,
  );
  for (const { verdict, first, unpaired } of alarms.slice(0, 4))
    say(
      `   ${verdict} ${first?.deployed ?? unpaired[0]?.id} ${first?.value.toPrecision(2)} of ${first?.tolerance.toPrecision(2)} (${first?.row})`,
    );
};
