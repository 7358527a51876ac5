import { ExrayError } from '../../errors.ts';
import type { DType, Tensor, TypedArray } from '../../tensor/tensor.ts';
import type { NativeTensor } from './native.ts';

/** Element types that onnxruntime-node can take and hand out, by ONNX number. */
const HANDED_OUT: Partial<Record<number, DType>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
};
const NAMES = new Set(Object.values(HANDED_OUT));

/** True where JavaScript can hold this type; fetching others makes the runtime throw or abort. */
export const isHandedOut = (onnxNumber: number | undefined): boolean => HANDED_OUT[onnxNumber ?? 0] !== undefined;

/** A tensor as the addon takes it; shares its memory. */
export const toNative = (name: string, { dtype, shape, data }: Tensor): NativeTensor => {
  if (!NAMES.has(dtype)) {
    throw new ExrayError('input-type', {
      what: `input ${name} is ${dtype}, which onnxruntime-node can't be given`,
      fix: 'Record a model whose inputs are float, integer, bool or string tensors',
    });
  }
  return { type: dtype, dims: [...shape], data, location: 'cpu' };
};

/** A tensor of the addon as exray holds it; shares its memory. */
export const fromNative = ({ type, dims, data }: NativeTensor): Tensor => {
  const halves = ArrayBuffer.isView(data) && data.constructor.name === 'Float16Array'; // newer Node has them
  const held = halves ? new Uint16Array(data.buffer, data.byteOffset, (data as unknown as Uint16Array).length) : data;
  return { dtype: type as DType, shape: [...dims], data: held as TypedArray | string[] };
};
