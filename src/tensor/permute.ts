import { arrayFor } from './dtypes.ts';
import { elementCount, type Tensor } from './tensor.ts';

/**
 * The tensor with its axes in another order, as numpy's `transpose`: axis `i` of the result is axis `axes[i]` of the
 * tensor. NHWC to NCHW is `[0, 3, 1, 2]`. The result has its own memory.
 */
export const permute = (tensor: Tensor, axes: readonly number[]): Tensor => {
  const rank = tensor.shape.length;
  if (axes.length !== rank || new Set(axes).size !== rank || axes.some((axis) => tensor.shape[axis] === undefined))
    throw new RangeError(`axes [${axes.join(', ')}] are no order of the ${rank} axes of a tensor`);
  const shape = axes.map((axis) => tensor.shape[axis] as number);
  const strides = stridesOf(tensor.shape);
  const steps = axes.map((axis) => strides[axis] as number);
  const total = elementCount(shape);
  const data = tensor.dtype === 'string' ? new Array<string>(total) : arrayFor(tensor.dtype, total);
  copyInOrder(tensor.data, data, shape, steps);
  return { dtype: tensor.dtype, shape, data };
};

/** Elements between neighbours along each axis of a row-major tensor. */
export const stridesOf = (shape: readonly number[]): number[] => {
  const strides = new Array<number>(shape.length);
  for (let axis = shape.length - 1, stride = 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] as number;
  }
  return strides;
};

// One type for all arrays: the loop is the same, and numbers never meet bigints or strings.
type Elements = { [index: number]: unknown; length: number };

const copyInOrder = (from: Elements, to: Elements, shape: readonly number[], steps: readonly number[]): void => {
  const rank = shape.length;
  if (rank === 0) {
    to[0] = from[0];
    return;
  }
  const rowLength = shape[rank - 1] as number;
  const rowStep = steps[rank - 1] as number;
  const position = new Array<number>(rank).fill(0);
  let source = 0;
  for (let target = 0; target < to.length; ) {
    for (let i = 0, at = source; i < rowLength; i++, at += rowStep) to[target++] = from[at];
    for (let axis = rank - 2; axis >= 0; axis--) {
      source += steps[axis] as number;
      position[axis] = (position[axis] as number) + 1;
      if ((position[axis] as number) < (shape[axis] as number)) break;
      source -= (shape[axis] as number) * (steps[axis] as number);
      position[axis] = 0;
    }
  }
};
