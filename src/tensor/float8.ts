import type { DType } from './tensor.ts';

/**
 * The four 8-bit floats of ONNX (and of "FP8 Formats for Deep Learning", arXiv 2209.05433; the `uz` forms are those of
 * arXiv 2206.02915: no negative zero, its bits are the only NaN, and the exponent's bias is one higher).
 */
export type Float8DType = Extract<DType, `float8${string}`>;

interface Float8Form {
  fractionBits: number;
  bias: number;
  /** Where NaN and infinity are: as in IEEE 754, only the all-ones pattern, or only the bits of negative zero. */
  special: 'ieee' | 'allOnes' | 'negativeZero';
}

const forms: Record<Float8DType, Float8Form> = {
  float8e4m3fn: { fractionBits: 3, bias: 7, special: 'allOnes' },
  float8e4m3fnuz: { fractionBits: 3, bias: 8, special: 'negativeZero' },
  float8e5m2: { fractionBits: 2, bias: 15, special: 'ieee' },
  float8e5m2fnuz: { fractionBits: 2, bias: 16, special: 'negativeZero' },
};

/** The number that 8 bits stand for, exactly. */
export const float8ToNumber = (bits: number, dtype: Float8DType): number => {
  const { fractionBits, bias, special } = forms[dtype];
  const steps = 1 << fractionBits;
  const magnitude = bits & 0x7f;
  const sign = bits & 0x80 ? -1 : 1;
  const exponent = magnitude >>> fractionBits;
  const fraction = magnitude & (steps - 1);
  if (special === 'negativeZero' && bits === 0x80) return NaN;
  if (special === 'allOnes' && magnitude === 0x7f) return NaN;
  if (special === 'ieee' && exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias - fractionBits);
  return sign * (steps + fraction) * 2 ** (exponent - bias - fractionBits);
};

/** Decodes float8 bits, exactly. */
export const decodeFloat8 = (bits: Uint8Array, dtype: Float8DType): Float32Array => {
  const table = Float32Array.from({ length: 256 }, (_, byte) => float8ToNumber(byte, dtype));
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = table[bits[i] as number] as number;
  return values;
};
