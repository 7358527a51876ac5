import { ExrayError } from '../errors.ts';
import { arrayFor, isDType } from '../tensor/dtypes.ts';
import { type DType, elementCount, type Tensor, type TypedArray } from '../tensor/tensor.ts';

/** A tensor as a user writes it: onnxruntime's or tfjs's own, or plain data. */
export type GivenTensor =
  | { readonly type: string; readonly dims: readonly number[]; readonly data: unknown }
  | { readonly dtype: string; readonly shape: readonly number[]; dataSync(): unknown }
  | {
      /** Row-major. float16 and bfloat16 as their bits in a Uint16Array, text as an array of strings. */
      data: TypedArray | readonly string[];
      shape: readonly number[];
      /** By default what the array holds: Float32Array is float32, BigInt64Array int64, an array of texts string. */
      dtype?: DType;
    };

/**
 * A copy of a given tensor, checked.
 *
 * @throws ExrayError `bad-input`
 */
export const givenTensor = (name: string, given: unknown): Tensor => {
  const wrong = (what: string, fix?: string): ExrayError =>
    new ExrayError('bad-input', { what: `recordModel: input ${name} ${what}`, ...(fix !== undefined && { fix }) });
  if (typeof given !== 'object' || given === null || !('data' in given)) {
    throw wrong('is no tensor', 'Give an onnxruntime Tensor, or { data, shape, dtype? } with a typed array as data');
  }
  const valuesOf = (read: () => unknown): unknown => {
    try {
      return read();
    } catch (error) {
      throw wrong(`cannot be read: ${String((error as Error | undefined)?.message ?? error)}`);
    }
  };
  const { dataSync } = given as { dataSync?: unknown };
  // A tensor of tfjs has its values behind functions.
  if (typeof dataSync === 'function') {
    const { shape, dtype } = given as unknown as { shape: readonly number[]; dtype: string };
    return givenTensor(name, { data: valuesOf(() => dataSync.call(given)), shape, dtype });
  }
  const { data, dims, shape = dims, type, dtype = type } = given as Record<string, unknown>;
  const sides = shapeOf(shape);
  if (sides === undefined)
    throw wrong('has no shape', 'Give its shape as an array of whole numbers, such as [1, 3, 224, 224]');
  const held = dtypeOf(data);
  if (held === undefined)
    throw wrong('holds no typed array and no texts', 'Give a Float32Array, BigInt64Array, ... as data');
  const wanted = dtype ?? held;
  if (!isDType(wanted))
    throw wrong(
      `has the dtype ${String(dtype)}, which does not exist`,
      'Name it as ONNX does: float32, int64, uint8, ...',
    );
  const count = (data as ArrayLike<unknown>).length;
  if (count !== elementCount(sides)) {
    throw wrong(`holds ${count} elements, and its shape [${sides.join(', ')}] has ${elementCount(sides)}`);
  }
  if (wanted === 'string' || held === 'string') {
    if (wanted !== held) throw wrong(`is ${wanted}, and its data is ${held}`);
    return { dtype: 'string', shape: sides, data: Array.from(data as string[]) };
  }
  const view = data as TypedArray;
  const copy = arrayFor(wanted, view.length);
  if (copy.BYTES_PER_ELEMENT !== view.BYTES_PER_ELEMENT || isBigInt(copy) !== isBigInt(view)) {
    throw wrong(`is ${wanted}, and its data is a ${view.constructor.name}`, `Give a ${copy.constructor.name}`);
  }
  // Bits, not numbers: newer Nodes have a Float16Array, and int8 may come in a Uint8Array.
  new Uint8Array(copy.buffer, copy.byteOffset, copy.byteLength).set(
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength),
  );
  return { dtype: wanted, shape: sides, data: copy };
};

const isBigInt = (array: TypedArray): boolean => array.constructor.name.startsWith('Big');

const shapeOf = (shape: unknown): number[] | undefined => {
  if (!Array.isArray(shape)) return undefined;
  return shape.every((side) => Number.isSafeInteger(side) && side >= 0) ? [...shape] : undefined;
};

const BY_ARRAY: Record<string, DType> = {
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

const dtypeOf = (data: unknown): DType | undefined => {
  if (ArrayBuffer.isView(data)) return BY_ARRAY[data.constructor.name];
  return Array.isArray(data) && data.every((text) => typeof text === 'string') ? 'string' : undefined;
};
