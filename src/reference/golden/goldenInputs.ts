import type { InputComparison } from '../../compare/inputs/compareInputs.ts';
import type { Golden } from '../../golden/golden.ts';
import { judgeInputs } from '../../golden/judge/judgeInputs.ts';
import { goldenTensor } from '../../golden/sketchTensor.ts';
import type { Trace } from '../../trace/trace.ts';
import { causeOf } from './causeOf.ts';
import { inGoldenLayout } from './inGoldenLayout.ts';

/** Compares what a model was fed with what a golden's was fed. */
export const compareGoldenInputs = async (
  trace: Trace,
  golden: Golden,
  tolerance?: Readonly<Record<string, number>>,
): Promise<InputComparison> => {
  const inputs = Object.entries(inGoldenLayout(trace, golden).inputs).map(([name, tensor]) =>
    goldenTensor(name, tensor),
  );
  const { findings: all } = judgeInputs(golden, { ...golden, runtime: trace.runtime, inputs }, tolerance);
  const notes = all.filter(({ kind }) => kind === 'input-rounding');
  const findings = all.filter(({ kind }) => kind !== 'input-rounding');
  const verdict = findings.length === 0 && inputs.length > 0 ? 'match' : 'mismatch';
  const cause = await causeOf(trace, { verdict, findings, layers: [], unpaired: [], notes: [] }, golden);
  return { verdict, findings: cause ? [...findings, cause] : findings, notes, compared: inputs.length };
};
