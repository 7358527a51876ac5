import { createHash } from 'node:crypto';
import { addToSketch, sketch, sketchSize } from '../sketch/sketch.ts';
import { realValues } from '../tensor/realValues.ts';
import { type Statistics, statistics } from '../tensor/statistics.ts';
import type { DType, Quantization, Tensor } from '../tensor/tensor.ts';
import type { GoldenGrid, GoldenTensor } from './golden.ts';
import { samplePositions } from './samplePositions.ts';
import { type StoredSums, storedSums } from './sums.ts';

/**
 * What a golden keeps of one tensor: its sketch, statistics, samples and hash, all of the values as they are stored (the
 * integers of a quantized tensor). A tensor of strings has a hash only.
 *
 * @param tensor in logical row-major order
 * @param quantization the grid on which its reader takes it
 */
export const goldenTensor = (id: string, tensor: Tensor, quantization?: Quantization): GoldenTensor => ({
  id,
  dtype: tensor.dtype,
  shape: [...tensor.shape],
  hash: sha256OfTensor(tensor).slice(0, 16),
  ...(tensor.dtype === 'string' ? ofStrings(tensor) : ofNumbers(realValues(tensor), tensor.dtype)),
  ...(quantization && { quantization: goldenGrid(quantization) }),
});

/** SHA-256 of a tensor's little-endian bytes, in hexadecimal digits; of strings: of the UTF-8 bytes of their JSON array. */
export const sha256OfTensor = ({ data }: Tensor): string => {
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(JSON.stringify(Array.from(data)), 'utf8');
  return createHash('sha256').update(bytes).digest('hex');
};

/** Sketch, statistics and samples of numbers, as a golden keeps them. */
export const ofNumbers = (
  values: Float32Array | Float64Array,
  dtype: DType,
): StoredSums & { statistics: Statistics; samples: Float32Array } => {
  const exact = statistics(values);
  return {
    statistics: exact,
    ...storedSums(...sumsOf(values, dtype, exact)),
    samples: Float32Array.from(samplePositions(values.length), (position) => values[position] as number),
  };
};

/** Doubles near their own end are scaled down first: their sums would overflow. */
const sumsOf = (
  values: Float32Array | Float64Array,
  dtype: DType,
  { min, max }: Statistics,
): [Float64Array, number] => {
  const huge = 2 ** 900;
  if (dtype !== 'float64' || (min > -huge && max < huge)) return [sketch(values, dtype), 0];
  const scaled = Float64Array.from(values as Float64Array, (value) => value * 2 ** -500);
  return [addToSketch(new Float64Array(sketchSize), scaled, dtype, 0), 500];
};

const ofStrings = ({ data }: Tensor) => ({
  statistics: { ...statistics(new Float32Array(0)), count: data.length },
  sketch: new Float32Array(0),
  samples: new Float32Array(0),
});

const goldenGrid = ({ scale, zeroPoint, axis }: Quantization): GoldenGrid => ({
  scale: Array.from(scale),
  zeroPoint: Array.from(zeroPoint),
  ...(axis === undefined ? {} : { axis }),
});
