import type { Values } from '../causes/cause.ts';
import { causeFinding } from '../causes/causeFinding.ts';
import { expectedValues } from '../causes/expected/expectedValues.ts';
import { explainLayer, type FreshLayer } from '../causes/explainLayer.ts';
import type { LayerValues } from '../compare/measured.ts';
import { realValues } from '../tensor/realValues.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Trace } from '../trace/trace.ts';
import type { Finding } from '../verdicts/comparison.ts';

/** Healthy float layers differ by at most 3.6e-7 of their range on equal inputs (12 networks). */
const FLOAT_NOISE = 5e-7;

/** Rounding to a grid stays below half a step. */
const STEPS_OF_NOISE = 0.5;

/** Why a layer that diverges does, where its values on both sides show it within the time. */
export const explainDivergence = (
  { deployed, expected, step = 0, ...layer }: LayerValues,
  milliseconds?: number,
): Finding | undefined => explained('layer', layer.id, { ...layer, values: deployed }, expected, step, milliseconds);

/**
 * Findings about inputs, each with its cause before it where the values show one and nobody named it yet.
 */
export const withInputCauses = (findings: readonly Finding[], deployed: Trace, reference: Trace['inputs']): Finding[] =>
  findings.flatMap((finding) => {
    if (finding.kind !== 'input-values' || finding.evidence.likely !== undefined) return [finding];
    const own = deployed.inputs[finding.where];
    const names = Object.keys(reference);
    // A single input is the same one whatever its name.
    const other = reference[finding.where] ?? (names.length === 1 ? reference[names[0] as string] : undefined);
    const cause = own && other && explainInput(finding.where, own, other, deployed.layout);
    return cause ? [cause, finding] : [finding];
  });

const explainInput = (
  name: string,
  deployed: Tensor,
  reference: Tensor,
  layout: Trace['layout'],
): Finding | undefined => {
  const isComparable =
    deployed.dtype !== 'string' && reference.dtype !== 'string' && deployed.shape.join() === reference.shape.join();
  return isComparable
    ? explained(
        'input',
        name,
        { values: realValues(deployed), shape: deployed.shape, layout },
        realValues(reference),
        0,
      )
    : undefined;
};

const explained = (
  of: 'layer' | 'input',
  name: string,
  fresh: FreshLayer,
  expected: Values,
  step: number,
  milliseconds?: number,
): Finding | undefined => {
  if (!allFinite(fresh.values) || !allFinite(expected)) return undefined;
  const known = expectedValues(expected);
  const noise = step > 0 ? STEPS_OF_NOISE * step : FLOAT_NOISE * (known.max - known.min);
  const cause = explainLayer(fresh, known, { noise, ...(milliseconds !== undefined && { milliseconds }) });
  return cause && causeFinding(of, name, cause);
};

const allFinite = (values: Values): boolean => values.every((value) => value - value === 0);
