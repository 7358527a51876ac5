import { causeFinding } from '../../causes/causeFinding.ts';
import { explainByGolden } from '../../golden/explainByGolden.ts';
import type { Golden } from '../../golden/golden.ts';
import type { Layer, Trace } from '../../trace/trace.ts';
import type { Comparison, Finding } from '../../verdicts/comparison.ts';

/**
 * Why a trace differs from its golden, where that can be told: of the first input that differs, or else of the first
 * layer that diverges while its inputs agree. Reads that one layer again.
 *
 * @param comparison what `judgeGolden` said of the two
 * @param milliseconds how long it may look
 * @returns a finding of the kind `cause/...`, or undefined where no known fault explains the difference
 */
export const causeOf = async (
  trace: Trace,
  comparison: Comparison,
  golden: Golden,
  milliseconds?: number,
): Promise<Finding | undefined> => {
  const { findings, first, verdict } = comparison;
  if (verdict === 'match') return undefined;
  const input = findings.find(({ kind }) => /^input-(drift|changed|rounding)$/.test(kind));
  if (input && input.kind !== 'input-rounding') return ofInput(trace, input.where, golden, milliseconds);
  // Also where all layers changed: a fault in the first one does that, too.
  if (first?.status !== 'diverges') return undefined;
  const expected = [...golden.layers, ...golden.outputs].find(({ id }) => id === first.reference);
  const fresh = expected && (await readLayer(trace, first.deployed));
  if (!expected || !fresh) return undefined;
  const cause = explainByGolden({ ...fresh, layout: trace.layout }, expected, milliseconds);
  return cause && causeFinding('layer', first.deployed, cause);
};

const ofInput = (trace: Trace, name: string, golden: Golden, milliseconds?: number): Finding | undefined => {
  const [tensor, expected] = [trace.inputs[name], golden.inputs.find(({ id }) => id === name)];
  const cause = tensor && expected && explainByGolden({ tensor, layout: trace.layout }, expected, milliseconds);
  return cause && causeFinding('input', name, cause);
};

const readLayer = async (
  trace: Trace,
  id: string,
): Promise<Pick<Layer, 'tensor' | 'op' | 'quantization'> | undefined> => {
  for await (const layer of trace.layers.read([id])) if (layer.id === id) return layer;
  const tensor = trace.outputs[id];
  return tensor && { tensor, op: '' };
};
