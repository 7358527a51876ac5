import type { DType } from '../tensor/tensor.ts';
import { makeAddBlock } from './addBlock.ts';

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

// The same code twice, so that the engine specialises each for the one kind of array that it meets.
const addBlock = makeAddBlock();
const addPaddedBlock = makeAddBlock();
