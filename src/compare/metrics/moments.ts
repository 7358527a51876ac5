/** Where one side is not a finite number and the other side is something else. */
export interface NonFinite {
  /** Index of the first such element. */
  position: number;
  deployed: number;
  reference: number;
  /** How many elements are so. */
  count: number;
}

/** Everything that the metrics of the rack need of two tensors, from one pass. */
export interface Moments {
  count: number;
  /** Sum of (deployed - reference)^2 over the elements that are finite on both sides. */
  squaredDifference: number;
  /** Largest |deployed - reference|; infinite where one side only is not finite. */
  maxAbs: number;
  min: number;
  max: number;
  deployedSquares: number;
  referenceSquares: number;
  dot: number;
  /** Elements that are not finite and equal on both sides: they agree. */
  equalNonFinite: number;
  nonFinite?: NonFinite;
}

/**
 * One pass over both sides. The fast loop knows nothing of NaN and infinities: they would have made its sums not
 * finite, and only then the slow loop looks at each element.
 */
export const moments = (deployed: ArrayLike<number>, reference: ArrayLike<number>): Moments => {
  const fast = finiteMoments(deployed, reference);
  return Number.isFinite(fast.squaredDifference + fast.deployedSquares + fast.referenceSquares)
    ? fast
    : carefulMoments(deployed, reference);
};

const finiteMoments = (deployed: ArrayLike<number>, reference: ArrayLike<number>): Moments => {
  const count = reference.length;
  let squaredDifference = 0;
  let deployedSquares = 0;
  let referenceSquares = 0;
  let dot = 0;
  let low = 0;
  let high = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const d = deployed[i] as number;
    const r = reference[i] as number;
    const difference = d - r;
    squaredDifference += difference * difference;
    deployedSquares += d * d;
    referenceSquares += r * r;
    dot += d * r;
    if (difference < low) low = difference;
    else if (difference > high) high = difference;
    if (r < min) min = r;
    if (r > max) max = r;
  }
  const maxAbs = Math.max(high, -low);
  return { count, squaredDifference, maxAbs, min, max, deployedSquares, referenceSquares, dot, equalNonFinite: 0 };
};

const carefulMoments = (deployed: ArrayLike<number>, reference: ArrayLike<number>): Moments => {
  const finite: [number[], number[]] = [[], []];
  let equalNonFinite = 0;
  let nonFinite: NonFinite | undefined;
  for (let i = 0; i < reference.length; i++) {
    const d = deployed[i] as number;
    const r = reference[i] as number;
    if (Number.isFinite(d) && Number.isFinite(r)) {
      finite[0].push(d);
      finite[1].push(r);
    } else if (Object.is(d, r)) {
      equalNonFinite++;
    } else if (nonFinite === undefined) {
      nonFinite = { position: i, deployed: d, reference: r, count: 1 };
    } else {
      nonFinite.count++;
    }
  }
  const rest = finiteMoments(...finite);
  return {
    ...rest,
    count: reference.length,
    equalNonFinite,
    maxAbs: nonFinite ? Number.POSITIVE_INFINITY : rest.maxAbs,
    ...(nonFinite ? { nonFinite } : {}),
  };
};
