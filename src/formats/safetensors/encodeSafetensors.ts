import { bytesPerElement } from '../../tensor/dtypes.ts';
import { elementCount, type Tensor } from '../../tensor/tensor.ts';
import { safetensorsTypeOf } from './dtypes.ts';

/** A tensor's place in a file that is being written. */
export interface WrittenTensor {
  key: string;
  dtype: Tensor['dtype'];
  shape: readonly number[];
  byteLength: number;
}

/**
 * The order in which tensors lie in the file: widest elements first, so that every one is aligned without a gap (the
 * format allows none), else as they came.
 */
export const inFileOrder = <T extends WrittenTensor>(tensors: readonly T[]): T[] =>
  [...tensors].sort((a, b) => bytesPerElement(b.dtype) - bytesPerElement(a.dtype));

/**
 * The length and the JSON header, padded with spaces to a multiple of eight bytes. The same tensors and metadata in the
 * same order give the same bytes.
 *
 * @param tensors in file order
 */
export const encodeSafetensorsHeader = (
  tensors: readonly WrittenTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array => {
  const pairs: string[] = [];
  if (Object.keys(metadata).length > 0) pairs.push(`"__metadata__":${JSON.stringify(metadata)}`);
  let begin = 0;
  for (const { key, dtype, shape, byteLength } of tensors) {
    const end = begin + byteLength;
    const entry = { dtype: safetensorsTypeOf(dtype), shape, data_offsets: [begin, end] };
    pairs.push(`${JSON.stringify(key)}:${JSON.stringify(entry)}`);
    begin = end;
  }
  const json = Buffer.from(`{${pairs.join(',')}}`, 'utf8');
  const padded = Math.ceil(json.byteLength / 8) * 8;
  const header = new Uint8Array(8 + padded).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(padded), true);
  header.set(json, 8);
  return header;
};

/** The bytes of a tensor's values as they lie in memory, checked against its shape. */
export const tensorBytes = (key: string, tensor: Tensor): Uint8Array => {
  const { dtype, shape, data } = tensor;
  if (safetensorsTypeOf(dtype) === undefined) throw new TypeError(`safetensors has no ${dtype}: ${key}`);
  if (!ArrayBuffer.isView(data) || data.byteLength !== elementCount(shape) * bytesPerElement(dtype))
    throw new TypeError(`the data of ${key} are not ${dtype} x [${shape.join(', ')}]`);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
};

/** True for keys that UTF-8 can hold and that do not mean metadata. */
export const isWritableKey = (key: string): boolean => key !== '__metadata__' && Buffer.from(key).toString() === key;

/** A whole safetensors file in memory. For large tensors see writeSafetensors, which streams. */
export const encodeSafetensors = (
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array => {
  const written = inFileOrder(
    Object.entries(tensors).map(([key, tensor]) => {
      const bytes = tensorBytes(key, tensor);
      return { key, dtype: tensor.dtype, shape: tensor.shape, byteLength: bytes.byteLength, bytes };
    }),
  );
  return Buffer.concat([encodeSafetensorsHeader(written, metadata), ...written.map(({ bytes }) => bytes)]);
};
