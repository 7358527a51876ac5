import fs from 'node:fs';
import path from 'node:path';
import { ExrayError } from '../../errors.ts';
import { arrayFor, bitsPerElement, dtypeOfOnnxNumber } from '../../tensor/dtypes.ts';
import { type DType, elementCount, type Tensor, type TypedArray } from '../../tensor/tensor.ts';
import type { TensorProto } from './schema_pb.ts';

/** Where external data lies: files in a folder, or bytes that the app gave by name. */
export interface ExternalData {
  folder?: string;
  files?: ReadonlyMap<string, Uint8Array>;
}

/** A stored tensor without its values. */
export interface StoredTensor {
  dtype: DType;
  shape: readonly number[];
  /** Elements in all. */
  count: number;
  proto: TensorProto;
}

const EXTERNAL = 1;
const text = new TextDecoder();

/** Type and shape of a stored tensor; undefined for types that exray does not know (complex numbers, float4 ...). */
export const storedTensor = (proto: TensorProto): StoredTensor | undefined => {
  const dtype = dtypeOfOnnxNumber(proto.dataType);
  const shape = proto.dims.map(Number);
  if (dtype === undefined || shape.some((side) => side < 0 || !Number.isSafeInteger(side))) return undefined;
  const count = elementCount(shape);
  return Number.isSafeInteger(count) ? { dtype, shape, count, proto } : undefined;
};

/** Bytes that the tensor takes in the file. */
export const storedBytes = ({ dtype, count }: StoredTensor): number => Math.ceil((count * bitsPerElement(dtype)) / 8);

/** True where the values lie in another file. */
export const isExternal = (proto: TensorProto): boolean => proto.dataLocation === EXTERNAL;

/**
 * Elements `from` to `to` (row-major) of a stored tensor, 4-bit ones unpacked to a byte each. Reads no more than that
 * range of an external file.
 *
 * @throws ExrayError `onnx-unreadable` where there are fewer values than the shape says, or the file is missing
 */
export const storedValues = (
  tensor: StoredTensor,
  external: ExternalData,
  from = 0,
  to = tensor.count,
): TypedArray | string[] => {
  const { dtype, proto } = tensor;
  if (dtype === 'string') return proto.stringData.slice(from, to).map((bytes) => text.decode(bytes));
  const bits = bitsPerElement(dtype);
  const [start, end] = [Math.floor((from * bits) / 8), Math.ceil((to * bits) / 8)];
  const raw = isExternal(proto)
    ? externalBytes(proto, external, start, end)
    : proto.rawData.length > 0
      ? proto.rawData.subarray(start, end)
      : undefined;
  if (raw === undefined) return listedValues(tensor, from, to);
  if (raw.length < end - start) throw tooShort(tensor, end);
  return bits === 4 ? unpacked(raw, dtype, from % 2, to - from) : arrayFor(dtype, raw);
};

/** The whole of a stored tensor. */
export const wholeTensor = (tensor: StoredTensor, external: ExternalData): Tensor => ({
  dtype: tensor.dtype,
  shape: tensor.shape,
  data: storedValues(tensor, external),
});

/** Two elements a byte, the lower half first. */
const unpacked = (packed: Uint8Array, dtype: DType, skip: number, count: number): TypedArray => {
  const values = arrayFor(dtype, count) as Uint8Array | Int8Array;
  for (let i = 0; i < count; i++) {
    const at = i + skip;
    const half = ((packed[at >> 1] as number) >> (at % 2 ? 4 : 0)) & 15;
    values[i] = dtype === 'int4' && half > 7 ? half - 16 : half;
  }
  return values;
};

/** Values in the typed lists; narrow types, float16 bits among them, lie one each in int32_data, 4-bit ones packed. */
const listedValues = (tensor: StoredTensor, from: number, to: number): TypedArray => {
  const { dtype, proto } = tensor;
  if (dtype === 'int4' || dtype === 'uint4') {
    return unpacked(Uint8Array.from(proto.int32Data), dtype, 0, tensor.count).slice(from, to);
  }
  const list: ArrayLike<number | bigint> =
    dtype === 'float32'
      ? proto.floatData
      : dtype === 'float64'
        ? proto.doubleData
        : dtype === 'int64'
          ? proto.int64Data
          : dtype === 'uint64' || dtype === 'uint32'
            ? proto.uint64Data
            : proto.int32Data;
  if (list.length < to) throw tooShort(tensor, to);
  const values = arrayFor(dtype, to - from) as unknown as Record<number, number | bigint>;
  const isBig = dtype === 'int64' || dtype === 'uint64';
  for (let i = from; i < to; i++) values[i - from] = isBig ? BigInt(list[i] as bigint) : Number(list[i]);
  return values as unknown as TypedArray;
};

const externalBytes = (proto: TensorProto, external: ExternalData, start: number, end: number): Uint8Array => {
  const entry = (key: string): string | undefined => proto.externalData.find((pair) => pair.key === key)?.value;
  const location = entry('location') ?? '';
  const offset = Number(entry('offset') ?? 0);
  const where = externalFile(location, external);
  if (where === undefined) throw missing(proto.name, location);
  return typeof where === 'string'
    ? readRange(where, offset + start, end - start, proto.name)
    : where.subarray(offset + start, offset + end);
};

/** Where a model's external data of this name are: a path, bytes that the app gave, or nowhere that may be read. */
export const externalFile = (location: string, { files, folder }: ExternalData): string | Uint8Array | undefined => {
  const held = files?.get(location) ?? files?.get(location.replace(/^\.\//, ''));
  if (held) return held;
  return folder !== undefined && isInside(location) ? path.join(folder, location) : undefined;
};

/** A location that leaves the model's folder is never followed. */
const isInside = (location: string): boolean =>
  location !== '' && !path.isAbsolute(location) && !location.split(/[\\/]/).includes('..');

const readRange = (file: string, position: number, length: number, name: string): Uint8Array => {
  let handle: number;
  try {
    handle = fs.openSync(file, 'r');
  } catch {
    throw missing(name, path.basename(file));
  }
  try {
    // The size is asked first: a wrong length in the file must not decide how much memory is taken.
    const available = Math.max(0, Math.min(length, fs.fstatSync(handle).size - position));
    const bytes = new Uint8Array(available);
    return bytes.subarray(0, fs.readSync(handle, bytes, 0, available, position));
  } finally {
    fs.closeSync(handle);
  }
};

const missing = (name: string, location: string): ExrayError =>
  new ExrayError('onnx-unreadable', {
    what: `the weights ${name} lie in ${location || 'a file without a name'}, which is not there`,
    why: 'The model keeps its weights in a second file (external data)',
    fix: 'Put that file beside the model and give the path of the model, not its bytes',
  });

const tooShort = ({ proto, shape, dtype }: StoredTensor, wanted: number): ExrayError =>
  new ExrayError('onnx-unreadable', {
    what: `the weights ${proto.name} (${dtype} [${shape.join(', ')}]) are incomplete: fewer than ${wanted} are stored`,
    why: 'The file, or the file with its external data, is truncated',
    fix: 'Copy or download the model again, with its external data',
  });
