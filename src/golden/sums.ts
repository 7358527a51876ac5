/** The sums of a sketch as float32, with the power of two that was taken out where float32 could not hold them. */
export interface StoredSums {
  sketch: Float32Array;
  exponent?: number;
}

/**
 * Rounds sums to float32. Where their largest magnitude is 2^127 or more, or less than 2^-100 (masks of -3.4e38, doubles),
 * they are divided by the power of two that brings it between 1 and 2.
 *
 * @param taken power of two that the values were divided by before
 */
export const storedSums = (sums: Float64Array, taken = 0): StoredSums => {
  const largest = sums.reduce((most, sum) => Math.max(most, Math.abs(sum)), 0);
  const own = largest > 0 && (largest >= 2 ** 127 || largest < 2 ** -100) ? exponentOf(largest) : 0;
  const exponent = own + taken;
  return {
    sketch: Float32Array.from(sums, (sum) => sum / 2 ** own),
    ...(exponent !== 0 && { exponent }),
  };
};

/** The sums of a sketch as numbers. */
export const sketchSums = ({ sketch, exponent = 0 }: StoredSums): Float64Array =>
  Float64Array.from(sketch, (sum) => sum * 2 ** exponent);

/** The power of two at or below a positive normal number, read off its bits. */
const exponentOf = (value: number): number => {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  return ((bits.getUint16(0) >>> 4) & 0x7ff) - 1023;
};
