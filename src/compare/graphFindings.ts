import type { LayerInfo } from '../trace/trace.ts';
import type { Finding } from '../verdicts/comparison.ts';
import { weightsTolerance } from '../verdicts/tolerances.ts';
import type { Alignment, OpPair } from './align/align.ts';
import { kindOf } from './align/kinds.ts';
import { differenceOf } from './align/weights.ts';
import type { Conversion } from './conversion.ts';

/** What two graphs say against each other before any value is read: weights, attributes, ops. Evidence, no verdict. */
export const graphFindings = (
  { ops, pairs }: Alignment,
  conversion: Conversion,
  layers: { deployed: readonly LayerInfo[]; reference: readonly LayerInfo[] },
  across: boolean,
): Finding[] => [
  ...otherModel(ops, layers.deployed.filter(hasWeights).length, layers.reference.filter(hasWeights).length),
  ...(conversion === 'same' || conversion === 'sameQuantized' ? otherWeights(ops) : []),
  ...(across ? [] : ops.flatMap(otherAttributes)),
  ...pairs.flatMap((pair): Finding[] => {
    const { deployed, reference } = pair.ops;
    if (pair.missing) return [finding('op-missing', pair.reference, 'nothing', reference, { after: pair.deployed })];
    const isOther =
      !across &&
      conversion === 'same' &&
      kindOf(deployed) !== kindOf(reference) &&
      isPlain(deployed) &&
      isPlain(reference);
    return isOther && !pair.by.startsWith('place') ? [finding('op-other', pair.deployed, deployed, reference)] : [];
  }),
];

const hasWeights = ({ weights }: LayerInfo): boolean => weights.some(({ role }) => role === 'weight');

/** A few layers of two networks may be alike; of a conversion of the same one, nearly all are. */
const LIKENESS = 0.1;

/** Where next to no layer with weights has a partner, the reference is of another model, and no layer is to blame. */
const otherModel = (ops: readonly OpPair[], deployed: number, reference: number): Finding[] => {
  const paired = ops.filter(({ deployed: d, reference: r }) => hasWeights(d) && hasWeights(r)).length;
  return Math.min(deployed, reference) > 1 && paired < LIKENESS * Math.min(deployed, reference)
    ? [{ kind: 'other-model', where: '', found: deployed, expected: reference, evidence: { paired }, confidence: 1 }]
    : [];
};

const finding = (
  kind: string,
  where: string,
  found: unknown,
  expected: unknown,
  evidence: Finding['evidence'] = {},
): Finding => ({ kind, where, found, expected, evidence, confidence: 1 });

/** Ops that stand alone; fused ones differ from their parts by name only. */
const isPlain = (op: string): boolean =>
  op !== '' && !op.includes('.') && !/Fused|Normalization|^(Gemm|MatMul)$/.test(op);

const otherWeights = (ops: readonly OpPair[]): Finding[] => {
  const owners = new Map(ops.flatMap(({ reference }) => reference.weights.map(({ hash }) => [hash, reference.id])));
  return ops.flatMap(({ deployed, reference, shownBy }) => {
    if (deployed.weights.length !== reference.weights.length) return [];
    return deployed.weights.flatMap((weight, i) => {
      const other = reference.weights[i];
      if (!other || weight.hash === other.hash || weight.role !== other.role) return [];
      const difference = differenceOf(weight, other);
      if (!(difference > weightsTolerance) || weight.sketch.length === 0) return [];
      const owner = owners.get(weight.hash);
      const evidence = { role: weight.role, difference, ...(owner === undefined ? {} : { equals: owner }) };
      return [finding('weights-differ', shownBy, weight.hash, other.hash, evidence)];
    });
  });
};

/** Attributes that both graphs state and state differently. */
const otherAttributes = ({ deployed, reference, shownBy }: OpPair): Finding[] => {
  if (deployed.op !== reference.op && !deployed.op.endsWith(`Fused${reference.op}`)) return [];
  return Object.entries(deployed.attributes).flatMap(([name, value]) => {
    const expected = reference.attributes[name];
    if (expected === undefined || JSON.stringify(value) === JSON.stringify(expected)) return [];
    return [finding('attributes-differ', shownBy, value, expected, { attribute: name })];
  });
};
