import type { DType } from '../tensor/tensor.ts';
import { inSeed, outSeed, word } from './word.ts';

/** Numbers in a sketch, and values in a block. */
export const sketchSize = 128;

/**
 * The linear sketch `bhs1-128` of a tensor's values in logical row-major order: blocks of 128 values (the last one
 * padded with zeros) get pseudo-random signs, a Walsh-Hadamard transform (natural order, not normalised), other
 * pseudo-random signs, and are summed. The sketch of a difference is the difference of the sketches, and the mean of
 * its squares estimates the squared norm without bias (relative deviation at most 12.5 %). The same values give the
 * same bits everywhere: only additions and sign changes, in one order.
 *
 * @param values numbers of the tensor (see realValues); NaN and infinities count as 0.
 * @param dtype of the tensor: integers and bools need no look for values that are not finite.
 */
export const sketch = (values: ArrayLike<number>, dtype: DType = 'float32'): Float64Array =>
  addToSketch(new Float64Array(sketchSize), values, dtype, 0);

/**
 * Adds a part of a tensor to its sketch, for tensors that are never in memory as a whole. Parts come in order.
 *
 * @param from index of the part's first value in the tensor: a multiple of 128.
 */
export const addToSketch = (
  sums: Float64Array,
  values: ArrayLike<number>,
  dtype: DType,
  from: number,
): Float64Array => {
  const before = sums.slice();
  addBlocks(sums, values, from);
  // Every value is part of every sum, so one that is not finite shows in the first: only then each is looked at.
  const isFloat = dtype.startsWith('float') || dtype === 'bfloat16';
  if (!isFloat || Number.isFinite(sums[0])) return sums;
  sums.set(before);
  return addBlocks(sums, Float64Array.from(values, finiteOrZero), from);
};

const finiteOrZero = (value: number): number => (Number.isFinite(value) ? value : 0);

const addBlocks = (sums: Float64Array, values: ArrayLike<number>, from: number): Float64Array => {
  const transformed = new Float64Array(sketchSize);
  const first = from / sketchSize;
  const whole = values.length - (values.length % sketchSize);
  for (let start = 0, block = first; start < whole; start += sketchSize, block++)
    addBlock(values, start, block, transformed, sums);
  if (whole < values.length) {
    const padded = new Float64Array(sketchSize);
    for (let i = whole; i < values.length; i++) padded[i - whole] = values[i] as number;
    addPaddedBlock(padded, 0, first + whole / sketchSize, transformed, sums);
  }
  return sums;
};

type AddBlock = (
  values: ArrayLike<number>,
  start: number,
  block: number,
  transformed: Float64Array,
  sums: Float64Array,
) => void;

// A product instead of a branch: the signs are random, so a branch would be mispredicted half of the time.
const signed = (value: number, bits: number, bit: number): number => value * (1 - ((bits >>> bit) & 1) * 2);

/** The stages of strides 16, 32 and 64 in one go, while the values are read; those of 1, 2, 4 and 8 in place. */
const makeAddBlock = (): AddBlock => (values, start, block, transformed, sums) => {
  const signs0 = word(4 * block, inSeed);
  const signs1 = word(4 * block + 1, inSeed);
  const signs2 = word(4 * block + 2, inSeed);
  const signs3 = word(4 * block + 3, inSeed);
  for (let i = 0; i < 16; i++) {
    const at = start + i;
    const x0 = signed(values[at] as number, signs0, i);
    const x1 = signed(values[at + 16] as number, signs0, i + 16);
    const x2 = signed(values[at + 32] as number, signs1, i);
    const x3 = signed(values[at + 48] as number, signs1, i + 16);
    const x4 = signed(values[at + 64] as number, signs2, i);
    const x5 = signed(values[at + 80] as number, signs2, i + 16);
    const x6 = signed(values[at + 96] as number, signs3, i);
    const x7 = signed(values[at + 112] as number, signs3, i + 16);
    hadamard8(transformed, i, 16, x0, x1, x2, x3, x4, x5, x6, x7);
  }
  for (let i = 0; i < sketchSize; i += 8) {
    const t = transformed;
    hadamard8(
      t,
      i,
      1,
      t[i] as number,
      t[i + 1] as number,
      t[i + 2] as number,
      t[i + 3] as number,
      t[i + 4] as number,
      t[i + 5] as number,
      t[i + 6] as number,
      t[i + 7] as number,
    );
  }
  for (let i = 0; i < sketchSize; i += 16) {
    const signs = word(4 * block + (i >> 5), outSeed) >>> (i & 16);
    for (let lane = 0; lane < 8; lane++) {
      const low = transformed[i + lane] as number;
      const high = transformed[i + lane + 8] as number;
      sums[i + lane] = (sums[i + lane] as number) + signed(low + high, signs, lane);
      sums[i + lane + 8] = (sums[i + lane + 8] as number) + signed(low - high, signs, lane + 8);
    }
  }
};

// The same code twice, so that the engine specialises each for the one kind of array that it meets.
const addBlock = makeAddBlock();
const addPaddedBlock = makeAddBlock();

/** A Hadamard transform of eight numbers, written to `out` from `at` on, `stride` apart. */
const hadamard8 = (
  out: Float64Array,
  at: number,
  stride: number,
  x0: number,
  x1: number,
  x2: number,
  x3: number,
  x4: number,
  x5: number,
  x6: number,
  x7: number,
): void => {
  const a0 = x0 + x1,
    a1 = x0 - x1,
    a2 = x2 + x3,
    a3 = x2 - x3,
    a4 = x4 + x5,
    a5 = x4 - x5,
    a6 = x6 + x7,
    a7 = x6 - x7;
  const b0 = a0 + a2,
    b1 = a1 + a3,
    b2 = a0 - a2,
    b3 = a1 - a3,
    b4 = a4 + a6,
    b5 = a5 + a7,
    b6 = a4 - a6,
    b7 = a5 - a7;
  out[at] = b0 + b4;
  out[at + stride] = b1 + b5;
  out[at + 2 * stride] = b2 + b6;
  out[at + 3 * stride] = b3 + b7;
  out[at + 4 * stride] = b0 - b4;
  out[at + 5 * stride] = b1 - b5;
  out[at + 6 * stride] = b2 - b6;
  out[at + 7 * stride] = b3 - b7;
};
