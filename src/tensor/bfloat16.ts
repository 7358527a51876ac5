/** bfloat16: the upper half of a float32. */

/** Decodes bfloat16 bits, exactly. */
export const decodeBfloat16 = (bits: Uint16Array): Float32Array => {
  const values = new Float32Array(bits.length);
  const words = new Uint32Array(values.buffer);
  for (let i = 0; i < bits.length; i++) words[i] = (bits[i] as number) << 16;
  return values;
};

/** Encodes float32 values, each to the nearest bfloat16 (ties to even); NaN stays a quiet NaN. */
export const encodeBfloat16 = (values: Float32Array): Uint16Array => {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const bits = new Uint16Array(values.length);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    const notANumber = (word & 0x7fffffff) > 0x7f800000;
    bits[i] = notANumber ? (word >>> 16) | 0x40 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
  return bits;
};
