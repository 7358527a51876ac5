import { arrayFor } from '../../tensor/dtypes.ts';
import type { DType, Tensor } from '../../tensor/tensor.ts';
import type { Engine } from './engine.ts';
import type { TfTensor } from './tf.ts';

/** Element types that tfjs has; complex64 has no dtype of exray's. */
const DTYPES: Record<string, DType> = { float32: 'float32', int32: 'int32', bool: 'bool', string: 'string' };

/** The dtype of a tfjs tensor; undefined for complex numbers. */
export const dtypeOf = (tensor: { dtype: string }): DType | undefined => DTYPES[tensor.dtype];

/** A copy of a tensor's values, read from the backend at once; undefined for complex numbers. */
export const fromTf = (tensor: TfTensor): Tensor | undefined => {
  const dtype = dtypeOf(tensor);
  if (dtype === undefined) return undefined;
  const shape = [...tensor.shape];
  const values = tensor.dataSync() as unknown as ArrayLike<number>;
  if (dtype === 'string') return { dtype, shape, data: Array.from(values as unknown as string[]) };
  // Backends may hold other arrays than the dtype's, and hand out their own memory.
  const data = arrayFor(dtype, values.length) as Float32Array;
  data.set(values);
  return { dtype, shape, data };
};

/** A tensor of tfjs with these values, in the engine's current scope. */
export const toTf = (engine: Engine, { dtype, shape, data }: Tensor): TfTensor =>
  engine.makeTensor(data.slice(), shape, dtype);
