import type { DType, TypedArray } from './tensor.ts';

const byConstructor: Record<string, DType> = {
  Float32Array: 'float32',
  Float64Array: 'float64',
  Float16Array: 'float16',
  Int8Array: 'int8',
  Uint8Array: 'uint8',
  Uint8ClampedArray: 'uint8',
  Buffer: 'uint8',
  Int16Array: 'int16',
  Uint16Array: 'uint16',
  Int32Array: 'int32',
  Uint32Array: 'uint32',
  BigInt64Array: 'int64',
  BigUint64Array: 'uint64',
};

/** The dtype that an array's own type suggests, by name, since test runners have realms of their own. */
export const dtypeOfArray = (data: TypedArray | readonly string[]): DType =>
  Array.isArray(data) ? 'string' : (byConstructor[data.constructor.name] ?? 'uint8');
