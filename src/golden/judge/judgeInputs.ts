import type { Finding } from '../../verdicts/comparison.ts';
import { rows } from '../../verdicts/tolerances.ts';
import type { Golden, GoldenTensor } from '../golden.ts';
import { libraryChange } from './environment.ts';
import { estimateDrift, realSketch } from './estimate.ts';
import { finding } from './finding.ts';
import type { InputState } from './judgement.ts';

/** What the golden says of what the model was fed: layer 0. */
export interface JudgedInputs {
  state: InputState;
  /** The largest drift of an input that differs within rounding. */
  drift: number;
  findings: Finding[];
}

/**
 * Judges the inputs before any layer. One that differs within rounding is no fault where the golden knows what such
 * rounding does to the layers; elsewhere it is the reason of all that follows.
 *
 * @param tolerance `{ 'input/<name>': drift }`, or `{ inputs: drift }` for all; a single number is that of layers
 */
export const judgeInputs = (
  expected: Golden,
  now: Golden,
  tolerance?: number | Readonly<Record<string, number>>,
): JudgedInputs => {
  const findings: Finding[] = [];
  const { pairs, missing, extra } = pairedInputs(expected.inputs, now.inputs);
  for (const tensor of missing) findings.push(finding('input-missing', tensor.id, undefined, described(tensor)));
  for (const tensor of extra) findings.push(finding('input-extra', tensor.id, described(tensor), undefined));
  const hasFloor = expected.layers.some(({ inputNoise }) => inputNoise !== undefined);
  for (const [was, is] of pairs) findings.push(...judgeInput(was, is, hasFloor, limitOf(is.id, tolerance)));
  const state = findings.some(({ kind }) => kind !== 'input-rounding')
    ? 'other'
    : findings.length > 0
      ? 'rounding'
      : 'equal';
  const libraries = Object.fromEntries(
    libraryChange(expected, now).map(({ what, was, is }) => [what, `${was} -> ${is}`]),
  );
  const drift = Math.max(0, ...findings.map(({ evidence }) => Number(evidence.drift ?? 0)));
  return {
    state,
    drift,
    findings: findings.map((each) => ({ ...each, evidence: { ...each.evidence, ...libraries } })),
  };
};

const limitOf = (id: string, tolerance: number | Readonly<Record<string, number>> | undefined): number | undefined =>
  typeof tolerance === 'object' ? (tolerance[`input/${id}`] ?? tolerance.inputs) : undefined;

const judgeInput = (was: GoldenTensor, is: GoldenTensor, hasFloor: boolean, given: number | undefined): Finding[] => {
  const about = (kind: string, found: unknown, wanted: unknown, evidence: Finding['evidence'] = {}) => [
    finding(kind, is.id, found, wanted, evidence),
  ];
  if (was.dtype !== is.dtype) return about('input-dtype', is.dtype, was.dtype);
  if (was.shape.join() !== is.shape.join()) return about('input-shape', [...is.shape], [...was.shape]);
  if (was.hash === is.hash) return [];
  if (/^(string|bool)$|int(32|64)/.test(was.dtype)) return about('input-changed', is.hash, was.hash);
  const { drift, interval, floor } = estimateDrift(realSketch(was), realSketch(is));
  const limit = given ?? rows.goldenInputRounding.tolerance;
  const evidence = { drift, low: interval[0], high: interval[1], tolerance: limit };
  if (drift <= 2 * floor) return [];
  return about(
    drift <= limit && (hasFloor || given !== undefined) ? 'input-rounding' : 'input-drift',
    drift,
    0,
    evidence,
  );
};

/** Equal names; a single input on each side is the same input whatever its name. */
const pairedInputs = (expected: readonly GoldenTensor[], now: readonly GoldenTensor[]) => {
  const held = new Map(now.map((tensor) => [tensor.id, tensor]));
  const known = new Set(expected.map(({ id }) => id));
  const missing = expected.filter(({ id }) => !held.has(id));
  const extra = now.filter(({ id }) => !known.has(id));
  const pairs = expected.flatMap((was): [GoldenTensor, GoldenTensor][] => {
    const is = held.get(was.id);
    return is ? [[was, is]] : [];
  });
  const [wanted, given] = [missing[0], extra[0]];
  if (!wanted || !given || missing.length > 1 || extra.length > 1) return { pairs, missing, extra };
  return { pairs: [...pairs, [wanted, given] as [GoldenTensor, GoldenTensor]], missing: [], extra: [] };
};

const described = ({ dtype, shape }: GoldenTensor): string => `${dtype}[${shape.join(', ')}]`;
