import type { Cause, Values } from './cause.ts';
import type { Expected } from './expected/expected.ts';
import { hasSameValues } from './hasSameValues.ts';
import type { Attempt, Hypothesis, Suspect } from './hypotheses/hypothesis.ts';
import { hypotheses } from './hypotheses/index.ts';
import { viewOf } from './view.ts';

/** A layer as the deployed model made it. */
export interface FreshLayer {
  /** Real values, all of them finite, in the order of `shape`. */
  values: Values;
  shape: readonly number[];
  /** What made it, as the model says: tells what the axes of a layer with three of them are. */
  op?: string;
  layout?: 'NCHW' | 'NHWC' | 'unknown';
}

/** How hard {@link explainLayer} looks. */
export interface ExplainOptions {
  /** Root mean square of a difference that is nothing: rounding of the kernels, half a step of a quantized layer's grid. */
  noise?: number;
  /** Time for the search; what takes longer is left out. */
  milliseconds?: number;
}

/** Below this share nothing but rounding is left: no wrong hypothesis on real layers left less than 1e-2. */
const EXACT = 1e-6;

/** The same where what is left is no more than the layer's noise. */
const EXACT_IN_NOISE = 1e-2;

/** What is left of a layer that looks like a hypothesis, and the share of the next one's that it may be. */
const LIKELY = 0.35;
const LIKELY_OF_NEXT = 0.5;

const MILLISECONDS = 10_000;

/**
 * Why a layer differs from what it should be: each hypothesis of the rack undoes its fault on the layer, and the one
 * that leaves nothing of the difference is the cause. Where none does, one may be likely: it leaves at most 0.35 of the
 * squared difference and at most half of what any other leaves. Undefined where no hypothesis explains the difference,
 * or there is none.
 *
 * @param expected what the layer should be, as values or as a sketch, in the order of the layer's own shape
 */
export const explainLayer = (
  fresh: FreshLayer,
  expected: Expected,
  { noise = 0, milliseconds = MILLISECONDS }: ExplainOptions = {},
): Cause | undefined => {
  const { values, shape, op, layout = 'unknown' } = fresh;
  const all = expected.distance(values);
  if (!(all > 0) || !Number.isFinite(all) || Math.sqrt(all / values.length) <= noise) return undefined;
  const end = performance.now() + milliseconds;
  const late = () => performance.now() > end;
  const suspect: Suspect = { values, view: viewOf(shape, layout, op), expected, late };
  const found: { hypothesis: Hypothesis; attempt: Attempt; left: number }[] = [];
  const isExact = ({ distance }: Attempt, left: number) =>
    left < EXACT || (left < EXACT_IN_NOISE && Math.sqrt(distance / values.length) <= noise);
  for (const hypothesis of likelierFirst(suspect)) {
    if (late()) break;
    for (const attempt of hypothesis.tries(suspect)) {
      const left = attempt.distance / (attempt.of ?? all);
      if (!Number.isFinite(left)) continue;
      const { details = {} } = attempt;
      if (isExact(attempt, left)) return { name: hypothesis.name, exact: true, left, next: smallest(found), details };
      found.push({ hypothesis, attempt, left });
    }
  }
  const [best, ...others] = found.sort((a, b) => a.left - b.left);
  if (!best || best.hypothesis.onlyExact || best.left >= LIKELY) return undefined;
  const next = smallest(others);
  if (best.left > LIKELY_OF_NEXT * next) return undefined;
  const { hypothesis, attempt, left } = best;
  return { name: hypothesis.name, exact: false, left, next, details: attempt.details ?? {} };
};

/** Where mean and rms are the expected ones, values were moved; where they are not, moving them does not help. */
const likelierFirst = (suspect: Suspect): Hypothesis[] => {
  const isMoved = hasSameValues(suspect);
  const isLikely = ({ moves }: Hypothesis) => (moves === true) === isMoved;
  return [...hypotheses.filter(isLikely), ...hypotheses.filter((each) => !isLikely(each))];
};

const smallest = (found: readonly { left: number }[]): number => Math.min(1, ...found.map(({ left }) => left));
