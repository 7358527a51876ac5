import type { WeightFingerprint } from '../../trace/trace.ts';
import type { Site } from './site.ts';

/** How the weights of two ops relate. `none`: neither has any. */
export type Relation = 'equal' | 'near' | 'other' | 'unfit' | 'none';

/** Sketches whose cosine is above this belong to one weight: dequantized int8 has 0.99 and more, unrelated ones about 0. */
const NEAR = 0.9;

/** Constant tensors that tell layers apart: more than one number, or a weight's role. */
export const weighty = (site: Site): WeightFingerprint[] =>
  site.weights.filter(({ role, scalar, shape }) => role !== 'constant' || (scalar === undefined && sizeOf(shape) > 1));

/** The weights that make an op a layer of its own. */
export const mainWeights = (site: Site): WeightFingerprint[] => site.weights.filter(({ role }) => role === 'weight');

export const relation = (deployed: Site, reference: Site): Relation => {
  const [d, r] = [mainWeights(deployed), mainWeights(reference)];
  const [one, other] = d.length + r.length > 0 ? [d, r] : [weighty(deployed), weighty(reference)];
  if (one.length + other.length === 0) return 'none';
  if (one.length !== other.length) return 'unfit';
  let worst: Relation = 'equal';
  for (const [i, a] of one.entries()) {
    const b = other[i] as WeightFingerprint;
    if (a.hash === b.hash) continue;
    if (!sameShape(a.shape, b.shape)) return 'unfit';
    worst = worst !== 'other' && cosineOf(a, b) > NEAR ? 'near' : 'other';
  }
  return worst;
};

/** Both ops would make the same of the same input: weights and biases agree within what a cast to float16 loses. */
export const computesAlike = (deployed: Site, reference: Site): boolean => {
  const [one, other] = [weighty(deployed), weighty(reference)];
  return one.length === other.length && one.every((a, i) => differenceOf(a, other[i] as WeightFingerprint) < 1e-2);
};

/** Norm of the difference over the reference's norm, estimated from the sketches. */
export const differenceOf = (a: WeightFingerprint, b: WeightFingerprint): number => {
  if (a.hash === b.hash) return 0;
  if (a.sketch.length !== b.sketch.length || !sameShape(a.shape, b.shape)) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < b.sketch.length; i++) {
    difference += ((a.sketch[i] as number) - (b.sketch[i] as number)) ** 2;
    norm += (b.sketch[i] as number) ** 2;
  }
  return norm === 0 ? (difference === 0 ? 0 : Number.POSITIVE_INFINITY) : Math.sqrt(difference / norm);
};

export const cosineOf = (a: WeightFingerprint, b: WeightFingerprint): number => {
  if (!sameShape(a.shape, b.shape)) return 0;
  let dot = 0;
  let one = 0;
  let other = 0;
  for (let i = 0; i < a.sketch.length; i++) {
    const [x, y] = [a.sketch[i] as number, b.sketch[i] as number];
    dot += x * y;
    one += x * x;
    other += y * y;
  }
  return one * other === 0 ? 0 : dot / Math.sqrt(one * other);
};

/** Single numbers agree (Mul by 0.5), within what quantizing a constant may change. */
export const sameScalars = (deployed: Site, reference: Site): boolean => {
  const [one, other] = [scalarsOf(deployed), scalarsOf(reference)];
  if (one.length !== other.length) return one.length === 0 || other.length === 0 ? isClip(deployed) : false;
  return one.every((a, i) => Math.abs(a - (other[i] as number)) <= 0.02 * Math.max(Math.abs(a), 1e-6));
};

const isClip = ({ kind }: Site): boolean => kind === 'clip';

const scalarsOf = (site: Site): number[] =>
  site.weights.flatMap(({ scalar }) => (scalar === undefined ? [] : [scalar]));

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

const sameShape = (a: readonly number[], b: readonly number[]): boolean => {
  const [x, y] = [a.filter((side) => side !== 1), b.filter((side) => side !== 1)];
  return x.length === y.length && x.every((side, i) => side === y[i]);
};
