import { decodeBfloat16 } from './bfloat16.ts';
import { decodeFloat8 } from './float8.ts';
import { decodeFloat16 } from './float16.ts';
import type { Quantization, Tensor, TypedArray } from './tensor.ts';

/**
 * A tensor's elements as numbers, row-major. float32 and float64 are handed out as they lie in memory (do not write to
 * them); narrower floats are decoded exactly; integers that float32 holds exactly come as float32, int32 and uint32 as
 * float64, int64 and uint64 by `Number` (exact to 2^53). With a `quantization`, the real values
 * `(stored - zeroPoint) * scale`, computed in float64 and rounded once to float32, as runtimes do.
 *
 * @throws TypeError for strings, which are no numbers.
 */
export const realValues = (tensor: Tensor, quantization?: Quantization): Float32Array | Float64Array => {
  const values = storedValues(tensor);
  return quantization === undefined ? values : dequantize(values, tensor.shape, quantization);
};

const storedValues = ({ dtype, data }: Tensor): Float32Array | Float64Array => {
  switch (dtype) {
    case 'string':
      throw new TypeError('a tensor of strings has no numbers');
    case 'float32':
      return data as Float32Array;
    case 'float64':
      return data as Float64Array;
    case 'float16':
      return decodeFloat16(data as Uint16Array);
    case 'bfloat16':
      return decodeBfloat16(data as Uint16Array);
    case 'float8e4m3fn':
    case 'float8e4m3fnuz':
    case 'float8e5m2':
    case 'float8e5m2fnuz':
      return decodeFloat8(data as Uint8Array, dtype);
    case 'int64':
    case 'uint64':
      return Float64Array.from(data as BigInt64Array, Number);
    case 'int32':
    case 'uint32':
      return new Float64Array(data as Int32Array);
    default:
      return new Float32Array(data as Exclude<TypedArray, BigInt64Array | BigUint64Array>);
  }
};

const dequantize = (
  stored: Float32Array | Float64Array,
  shape: readonly number[],
  { scale, zeroPoint, axis }: Quantization,
): Float32Array => {
  const real = new Float32Array(stored.length);
  if (scale.length === 1) {
    const step = scale[0] as number;
    const zero = zeroPoint[0] ?? 0;
    for (let i = 0; i < stored.length; i++) real[i] = ((stored[i] as number) - zero) * step;
    return real;
  }
  const at = axis === undefined ? 0 : axis < 0 ? axis + shape.length : axis;
  let inner = 1;
  for (const side of shape.slice(at + 1)) inner *= side;
  const channels = scale.length;
  for (let start = 0, channel = 0; start < stored.length; start += inner, channel = (channel + 1) % channels) {
    const step = scale[channel] as number;
    const zero = zeroPoint[channel] ?? 0;
    for (let i = start; i < start + inner; i++) real[i] = ((stored[i] as number) - zero) * step;
  }
  return real;
};
