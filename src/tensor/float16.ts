/** IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits. */

/** The number that 16 bits stand for, exactly. */
export const float16ToNumber = (bits: number): number => {
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
};

// 256 KiB, made when first needed: looking up is several times faster than computing.
let table: Float32Array | undefined;
const decodingTable = (): Float32Array => {
  if (table === undefined) {
    table = new Float32Array(65536);
    for (let bits = 0; bits < 65536; bits++) table[bits] = float16ToNumber(bits);
  }
  return table;
};

/** Decodes float16 bits; every float16 is a float32, so nothing is lost but the payload of NaN. */
export const decodeFloat16 = (bits: Uint16Array): Float32Array => {
  const numbers = decodingTable();
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = numbers[bits[i] as number] as number;
  return values;
};

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/** The float16 nearest to a float32 value, ties to even; beyond 65504 by half a step and more it is infinite. */
export const numberToFloat16 = (value: number): number => {
  scratch[0] = value;
  const bits = scratchBits[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    // Normal: move the exponent's bias, then drop 13 bits; a carry out of the fraction rightly raises the exponent.
    const rebiased = magnitude - 0x38000000;
    return sign | ((rebiased + 0xfff + ((rebiased >>> 13) & 1)) >>> 13);
  }
  // Subnormal: counts steps of 2^-24. Adding and taking away 2^52 rounds to an even integer.
  const steps = Math.abs(scratch[0] as number) * 2 ** 24;
  return sign | (steps + 2 ** 52 - 2 ** 52);
};

/** Encodes float32 values, each to the nearest float16 (ties to even). */
export const encodeFloat16 = (values: Float32Array): Uint16Array => {
  const bits = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) bits[i] = numberToFloat16(values[i] as number);
  return bits;
};
