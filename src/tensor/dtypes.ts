import type { DType, TypedArray } from './tensor.ts';

/** The plain array that holds a dtype; elements narrower than a byte take one byte each in memory. */
type NumericDType = Exclude<DType, 'string'>;

interface DTypeFacts {
  /** Number of the type in ONNX's `TensorProto.DataType`. */
  onnx: number;
  /** Bits of an element where it is packed, as in an ONNX file. */
  bits: number;
  /** Bytes of an element in a {@link TypedArray}. */
  bytes: number;
  kind: 'float' | 'integer' | 'bool';
  make: (buffer: ArrayBuffer, byteOffset: number, length: number) => TypedArray;
}

const inUint8 = (buffer: ArrayBuffer, offset: number, length: number): TypedArray =>
  new Uint8Array(buffer, offset, length);
const inInt8 = (buffer: ArrayBuffer, offset: number, length: number): TypedArray =>
  new Int8Array(buffer, offset, length);
const inUint16 = (buffer: ArrayBuffer, offset: number, length: number): TypedArray =>
  new Uint16Array(buffer, offset, length);

const facts: Record<NumericDType, DTypeFacts> = {
  float32: { onnx: 1, bits: 32, bytes: 4, kind: 'float', make: (b, o, n) => new Float32Array(b, o, n) },
  uint8: { onnx: 2, bits: 8, bytes: 1, kind: 'integer', make: inUint8 },
  int8: { onnx: 3, bits: 8, bytes: 1, kind: 'integer', make: inInt8 },
  uint16: { onnx: 4, bits: 16, bytes: 2, kind: 'integer', make: inUint16 },
  int16: { onnx: 5, bits: 16, bytes: 2, kind: 'integer', make: (b, o, n) => new Int16Array(b, o, n) },
  int32: { onnx: 6, bits: 32, bytes: 4, kind: 'integer', make: (b, o, n) => new Int32Array(b, o, n) },
  int64: { onnx: 7, bits: 64, bytes: 8, kind: 'integer', make: (b, o, n) => new BigInt64Array(b, o, n) },
  bool: { onnx: 9, bits: 8, bytes: 1, kind: 'bool', make: inUint8 },
  float16: { onnx: 10, bits: 16, bytes: 2, kind: 'float', make: inUint16 },
  float64: { onnx: 11, bits: 64, bytes: 8, kind: 'float', make: (b, o, n) => new Float64Array(b, o, n) },
  uint32: { onnx: 12, bits: 32, bytes: 4, kind: 'integer', make: (b, o, n) => new Uint32Array(b, o, n) },
  uint64: { onnx: 13, bits: 64, bytes: 8, kind: 'integer', make: (b, o, n) => new BigUint64Array(b, o, n) },
  bfloat16: { onnx: 16, bits: 16, bytes: 2, kind: 'float', make: inUint16 },
  float8e4m3fn: { onnx: 17, bits: 8, bytes: 1, kind: 'float', make: inUint8 },
  float8e4m3fnuz: { onnx: 18, bits: 8, bytes: 1, kind: 'float', make: inUint8 },
  float8e5m2: { onnx: 19, bits: 8, bytes: 1, kind: 'float', make: inUint8 },
  float8e5m2fnuz: { onnx: 20, bits: 8, bytes: 1, kind: 'float', make: inUint8 },
  uint4: { onnx: 21, bits: 4, bytes: 1, kind: 'integer', make: inUint8 },
  int4: { onnx: 22, bits: 4, bytes: 1, kind: 'integer', make: inInt8 },
};

const onnxString = 8;
const byOnnxNumber = new Map<number, DType>([
  [onnxString, 'string'],
  ...Object.entries(facts).map(([dtype, { onnx }]): [number, DType] => [onnx, dtype as DType]),
]);

/** Every dtype that exray knows. */
export const dtypes: readonly DType[] = [...byOnnxNumber.values()];

/** True for the name of a dtype. */
export const isDType = (name: unknown): name is DType =>
  typeof name === 'string' && (name === 'string' || Object.hasOwn(facts, name));

/** Bytes of one element in memory; 0 for strings, whose size is their own. Four-bit elements take one byte. */
export const bytesPerElement = (dtype: DType): number => (dtype === 'string' ? 0 : facts[dtype].bytes);

/** Bits of one element where elements are packed, as in an ONNX file; 0 for strings. */
export const bitsPerElement = (dtype: DType): number => (dtype === 'string' ? 0 : facts[dtype].bits);

/** Floating-point types of any width. */
export const isFloat = (dtype: DType): boolean => dtype !== 'string' && facts[dtype].kind === 'float';

/** Number of the type in ONNX's `TensorProto.DataType`. */
export const onnxNumberOf = (dtype: DType): number => (dtype === 'string' ? onnxString : facts[dtype].onnx);

/** The dtype of a number of ONNX's `TensorProto.DataType`; undefined for complex and other types without one. */
export const dtypeOfOnnxNumber = (number: number): DType | undefined => byOnnxNumber.get(number);

/**
 * The array that holds `dtype`: zeros for a length, a view of all of its bytes for a buffer, and for bytes (a Buffer or
 * a Uint8Array) a view of just these, copied where they are not aligned.
 */
export const arrayFor = (dtype: DType, source: number | ArrayBuffer | Uint8Array): TypedArray => {
  if (dtype === 'string') throw new TypeError('strings are held in plain arrays, not in typed ones');
  const { bytes, make } = facts[dtype];
  if (typeof source === 'number') return make(new ArrayBuffer(source * bytes), 0, source);
  if (!ArrayBuffer.isView(source)) return make(source, 0, source.byteLength / bytes);
  if (source.byteLength === 0) return make(new ArrayBuffer(0), 0, 0);
  const aligned = source.byteOffset % bytes === 0 ? source : Uint8Array.from(source);
  return make(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.byteLength / bytes);
};
