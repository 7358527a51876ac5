/** Element types, named as in ONNX. */
export type DType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'bfloat16'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool'
  | 'int4'
  | 'uint4'
  | 'float8e4m3fn'
  | 'float8e4m3fnuz'
  | 'float8e5m2'
  | 'float8e5m2fnuz'
  | 'string';

/** How elements lie in memory: float16 and bfloat16 as their bits in a Uint16Array, bool as 0/1 in a Uint8Array. */
export type TypedArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** A dense tensor, row-major in the order of `shape`. */
export interface Tensor {
  dtype: DType;
  shape: readonly number[];
  data: TypedArray | string[];
}

/** Affine quantization: `real = (stored - zeroPoint) * scale`, along `axis` where there is more than one scale. */
export interface Quantization {
  scale: Float32Array;
  zeroPoint: Int32Array;
  axis?: number;
}

/** Number of elements of a shape; 1 for a scalar. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
