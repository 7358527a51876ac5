import type { Tensor } from '../../src/tensor/tensor.ts';

const knuth = (i: number): number => Number((BigInt(i) * 2654435761n) % 2n ** 32n);
export const wave = (i: number): number => ((knuth(i) % 2001) - 1000) / 64;
export const from = <T>(length: number, value: (i: number) => T): T[] => Array.from({ length }, (_, i) => value(i));

/** The tensors of the vector, from its formulas. */
export const tensors: Record<string, Tensor> = {
  empty: { dtype: 'float32', shape: [0], data: new Float32Array(0) },
  one: { dtype: 'float32', shape: [1], data: Float32Array.of(2.5) },
  constant200: { dtype: 'float32', shape: [200], data: new Float32Array(200).fill(3) },
  wave1000: { dtype: 'float32', shape: [1000], data: Float32Array.from(from(1000, wave)) },
  wave1000plus: {
    dtype: 'float32',
    shape: [1000],
    data: Float32Array.from(from(1000, (i) => wave(i) + (i % 7 === 0 ? 0.5 : 0))),
  },
  nonfinite: { dtype: 'float32', shape: [8], data: Float32Array.of(1, NaN, 2, Infinity, -Infinity, -3, NaN, 4) },
  int8: { dtype: 'int8', shape: [300], data: Int8Array.from(from(300, (i) => (knuth(i) >>> 24) - 128)) },
  uint8: { dtype: 'uint8', shape: [300], data: Uint8Array.from(from(300, (i) => knuth(i) >>> 24)) },
  bool: { dtype: 'bool', shape: [130], data: Uint8Array.from(from(130, (i) => (i % 3 === 0 ? 1 : 0))) },
  float16: {
    dtype: 'float16',
    shape: [8],
    data: Uint16Array.of(0x3c00, 0xbc00, 0x7bff, 0x0001, 0x8000, 0x3555, 0x7c00, 0x7e00),
  },
  int64: { dtype: 'int64', shape: [5], data: BigInt64Array.of(1n, -2n, 2n ** 52n + 1n, 0n, 7n) },
};
