/** Which source positions each target position sums along one axis, and with which weights. */
export interface Taps<Weights extends Int32Array | Float32Array = Int32Array> {
  /** Per target position: its first source position, and how many follow it without a gap. */
  first: Int32Array;
  count: Int32Array;
  /** `stride` of them per target position; the first `count` of these are used. */
  weights: Weights;
  stride: number;
}

/** The taps of the target positions `from` to `to` only. */
export const partOf = <Weights extends Int32Array | Float32Array>(
  taps: Taps<Weights>,
  from: number,
  to: number,
): Taps<Weights> => ({
  first: taps.first.subarray(from, to),
  count: taps.count.subarray(from, to),
  weights: taps.weights.subarray(from * taps.stride, to * taps.stride) as Weights,
  stride: taps.stride,
});

/** The source positions that are summed at all, as `[from, to]`. */
export const reachOf = ({ first, count }: Taps<Int32Array | Float32Array>): [number, number] => {
  let [from, to] = [Number.MAX_SAFE_INTEGER, 0];
  for (let i = 0; i < first.length; i++) {
    from = Math.min(from, first[i] as number);
    to = Math.max(to, (first[i] as number) + (count[i] as number));
  }
  return [Math.min(from, to), to];
};

/**
 * Taps that may lie outside of the image, where its border pixel is repeated: the weights of all repeats are added to
 * that pixel's own. Only whole numbers add up to the same.
 */
export const clampedTaps = (size: number, starts: Int32Array, weights: Int32Array, stride: number): Taps => {
  const count = starts.length;
  const taps = {
    first: new Int32Array(count),
    count: new Int32Array(count),
    weights: new Int32Array(count * stride),
    stride,
  };
  for (let i = 0; i < count; i++) {
    const start = starts[i] as number;
    const first = Math.min(Math.max(start, 0), size - 1);
    const last = Math.min(Math.max(start + stride - 1, 0), size - 1);
    taps.first[i] = first;
    taps.count[i] = last - first + 1;
    for (let k = 0; k < stride; k++) {
      const at = Math.min(Math.max(start + k, 0), size - 1);
      (taps.weights[i * stride + at - first] as number) += weights[i * stride + k] as number;
    }
  }
  return taps;
};
