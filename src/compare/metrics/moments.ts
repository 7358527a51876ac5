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

/** Values of a block: both fit into the first cache, where the loop finds them as one type whatever the tensors are. */
const BLOCK = 2048;
const [ours, theirs] = [new Float64Array(BLOCK), new Float64Array(BLOCK)];

const finiteMoments = (deployed: ArrayLike<number>, reference: ArrayLike<number>): Moments => {
  const sums = {
    squaredDifference: 0,
    maxAbs: 0,
    deployedSquares: 0,
    referenceSquares: 0,
    min: Infinity,
    max: -Infinity,
  };
  for (let start = 0; start < reference.length; start += BLOCK) {
    const length = Math.min(BLOCK, reference.length - start);
    ours.set(block(deployed, start, length));
    theirs.set(block(reference, start, length));
    addBlock(length, sums);
  }
  const { squaredDifference, deployedSquares, referenceSquares } = sums;
  // |d - r|^2 = |d|^2 + |r|^2 - 2 d r
  const dot = (deployedSquares + referenceSquares - squaredDifference) / 2;
  return { count: reference.length, ...sums, dot, equalNonFinite: 0 };
};

const block = (values: ArrayLike<number>, start: number, length: number): ArrayLike<number> =>
  ArrayBuffer.isView(values)
    ? (values as Float32Array).subarray(start, start + length)
    : Array.prototype.slice.call(values, start, start + length);

type Sums = Pick<Moments, 'squaredDifference' | 'maxAbs' | 'deployedSquares' | 'referenceSquares' | 'min' | 'max'>;

// Local names: in the vm contexts of test runners each look at a global is slow, and these are looked at per value.
const { abs } = Math;
const { isFinite: isFiniteNumber } = Number;

const addBlock = (length: number, sums: Sums): void => {
  let { squaredDifference, maxAbs, deployedSquares, referenceSquares, min, max } = sums;
  for (let i = 0; i < length; i++) {
    const d = ours[i] as number;
    const r = theirs[i] as number;
    const difference = d - r;
    squaredDifference += difference * difference;
    deployedSquares += d * d;
    referenceSquares += r * r;
    const size = abs(difference);
    if (size > maxAbs) maxAbs = size;
    if (r < min) min = r;
    if (r > max) max = r;
  }
  Object.assign(sums, { squaredDifference, maxAbs, deployedSquares, referenceSquares, min, max });
};

const carefulMoments = (deployed: ArrayLike<number>, reference: ArrayLike<number>): Moments => {
  const finite: [number[], number[]] = [[], []];
  let equalNonFinite = 0;
  let nonFinite: NonFinite | undefined;
  for (let i = 0; i < reference.length; i++) {
    const d = deployed[i] as number;
    const r = reference[i] as number;
    if (isFiniteNumber(d) && isFiniteNumber(r)) {
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
