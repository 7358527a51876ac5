import { arrayFor } from '../tensor/dtypes.ts';
import { type DType, elementCount, type Tensor } from '../tensor/tensor.ts';

/**
 * How a trace file holds dtypes that NumPy does not have, so that Python's safetensors alone can read every trace:
 * their bits in unsigned integers, 4-bit integers one to a byte. The true dtype is in the metadata.
 */
const carriers: Partial<Record<DType, DType>> = {
  bfloat16: 'uint16',
  float8e4m3fn: 'uint8',
  float8e4m3fnuz: 'uint8',
  float8e5m2: 'uint8',
  float8e5m2fnuz: 'uint8',
  uint4: 'uint8',
  int4: 'int8',
};

/** A tensor as it lies in a trace file, and what the metadata must say about it. */
export interface StoredTensor {
  tensor: Tensor;
  /** Only where it differs from the stored one. */
  dtype?: DType;
  /** Only for strings: they are stored as the UTF-8 bytes of a JSON array. */
  shape?: readonly number[];
}

export const toStoredTensor = (tensor: Tensor): StoredTensor => {
  const { dtype, shape, data } = tensor;
  if (dtype === 'string') {
    const bytes = new TextEncoder().encode(JSON.stringify(Array.from(data as string[])));
    return { tensor: { dtype: 'uint8', shape: [bytes.length], data: bytes }, dtype, shape };
  }
  const carrier = carriers[dtype];
  return carrier === undefined ? { tensor } : { tensor: { dtype: carrier, shape, data }, dtype };
};

/**
 * The inverse of {@link toStoredTensor}.
 *
 * @throws RangeError where the stored bytes can't be a tensor of this dtype and shape
 */
export const fromStoredTensor = (stored: Tensor, dtype: DType | undefined, shape?: readonly number[]): Tensor => {
  if (dtype === undefined) return stored;
  if (dtype === 'string') return { dtype, shape: shape ?? [], data: parseStrings(stored, shape ?? []) };
  if (stored.dtype !== carriers[dtype]) throw new RangeError(`${dtype} is never stored as ${stored.dtype}`);
  const { buffer, byteOffset, byteLength } = stored.data as Uint8Array;
  return { dtype, shape: stored.shape, data: arrayFor(dtype, new Uint8Array(buffer, byteOffset, byteLength)) };
};

const parseStrings = (stored: Tensor, shape: readonly number[]): string[] => {
  const strings: unknown =
    stored.dtype === 'uint8' ? JSON.parse(new TextDecoder().decode(stored.data as Uint8Array)) : undefined;
  if (!Array.isArray(strings) || strings.some((text) => typeof text !== 'string'))
    throw new RangeError('strings are stored as the bytes of a JSON array of strings');
  if (strings.length !== elementCount(shape))
    throw new RangeError(`${strings.length} strings are not the shape [${shape.join(', ')}]`);
  return strings;
};
