import type { Golden, GoldenLayer } from '../../../src/golden/golden.ts';
import { goldenTensor } from '../../../src/golden/sketchTensor.ts';
import type { Quantization, Tensor } from '../../../src/tensor/tensor.ts';

/** Numbers between -1 and 1, the same each time. */
export const numbers = (count: number, seed = 1): Float32Array => {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
};

export const float = (data: Float32Array, shape: readonly number[] = [data.length]): Tensor => ({
  dtype: 'float32',
  shape,
  data,
});

/** A layer of a made golden. */
export const layer = (
  id: string,
  tensor: Tensor,
  { reads = ['x'], op = 'Conv', grid, ...more }: Partial<GoldenLayer> & { reads?: string[]; grid?: Quantization } = {},
): GoldenLayer => ({ ...goldenTensor(id, tensor, grid), op, inputs: reads, ...more });

/** The values, each moved by noise of this size. */
export const moved = (data: Float32Array, by: number, seed = 9): Float32Array => {
  const noise = numbers(data.length, seed);
  return data.map((value, i) => value + by * (noise[i] as number));
};

const input = numbers(1000, 77);

/** A golden of these layers, as a test would record it here and now. */
export const golden = (layers: readonly GoldenLayer[], more: Partial<Golden> = {}): Golden => ({
  model: { format: 'onnx', sha256: 'a'.repeat(64) },
  runtime: { name: 'onnxruntime-node', version: '1.30.0', provider: 'cpu', level: 'all', isa: 'x64+avx2' },
  capture: 'deployed',
  layout: 'NCHW',
  inputs: [goldenTensor('x', float(input))],
  inputSha256: {},
  layers,
  outputs: [],
  ...more,
});

/** The input, with one value in ten a 255th of its range away. */
export const roundedInput = () =>
  goldenTensor('x', float(input.map((value, i) => (i % 10 === 0 ? value + 2 / 255 : value))));

export const otherInput = () => goldenTensor('x', float(numbers(1000, 78)));

/** Made on another machine. */
export const onVnni = (of: Golden): Golden => ({ ...of, runtime: { ...of.runtime, isa: 'x64+avx512vnni' } });
