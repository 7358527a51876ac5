import { arrayFor } from '../tensor/dtypes.ts';
import type { DType, Tensor } from '../tensor/tensor.ts';

const INTEGERS = /^u?int(8|16|32|64)$/;

/**
 * The same integers in another type: TensorFlow.js has int32 where ONNX models take int64 token ids. Undefined where a
 * type is no integer type, or cannot hold a value.
 */
export const asInteger = (tensor: Tensor, dtype: DType): Tensor | undefined => {
  if (!INTEGERS.test(tensor.dtype) || !INTEGERS.test(dtype)) return undefined;
  if (tensor.dtype === dtype) return tensor;
  const data = arrayFor(dtype, tensor.data.length) as { [index: number]: number | bigint; length: number };
  const isBig = dtype.endsWith('64');
  for (let i = 0; i < data.length; i++) {
    const value = tensor.data[i] as number | bigint;
    data[i] = isBig ? BigInt(value) : Number(value);
    if (Number(data[i]) !== Number(value)) return undefined;
  }
  return { ...tensor, dtype, data: data as Tensor['data'] };
};
