import { arrayFor } from '../../../tensor/dtypes.ts';
import { elementCount, type Tensor } from '../../../tensor/tensor.ts';

/** One layer's values of several batches, one behind the other along the first axis, as `predict` joins its outputs. */
export const joinBatches = (parts: readonly Tensor[]): Tensor => {
  const [first] = parts as [Tensor, ...Tensor[]];
  if (parts.length === 1) return first;
  const shape = [parts.reduce((sum, part) => sum + (part.shape[0] ?? 1), 0), ...first.shape.slice(1)];
  if (first.dtype === 'string') return { ...first, shape, data: parts.flatMap(({ data }) => data as string[]) };
  const data = arrayFor(first.dtype, elementCount(shape));
  let at = 0;
  for (const part of parts) {
    (data as Float32Array).set(part.data as Float32Array, at);
    at += part.data.length;
  }
  return { dtype: first.dtype, shape, data };
};
