import { expect, test } from 'vitest';
import { pairInputs } from '../../src/reference/pairInputs.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

const floats = (shape: number[]): Tensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
});
const ids = (shape: number[]): Tensor => ({ dtype: 'int64', shape, data: new BigInt64Array(shape[1] ?? 1) });

test('equal names pair, and unknown sides take any length', () => {
  const images = floats([2, 3, 4, 4]);
  const paired = pairInputs({ images }, [{ name: 'images', dtype: 'float32', shape: [null, 3, 4, 4] }]);
  expect(paired).toEqual({ inputs: { images }, missing: [], left: [] });
});

test('the only input that fits pairs under another name', () => {
  const images = floats([1, 3, 4, 4]);
  const paired = pairInputs({ serving_default: images }, [{ name: 'x', dtype: 'float32', shape: [1, 3, 4, 4] }]);
  expect(paired.inputs.x).toBe(images);
});

test('an NHWC image is turned for a model that takes NCHW', () => {
  const paired = pairInputs({ images: floats([1, 2, 2, 3]) }, [
    { name: 'images', dtype: 'float32', shape: [null, 3, 2, 2] },
  ]);
  const turned = paired.inputs.images as Tensor;
  expect(turned.shape).toEqual([1, 3, 2, 2]);
  expect([...(turned.data as Float32Array)]).toEqual([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]);
});

test('two inputs that both fit are never paired by their position', () => {
  const paired = pairInputs({ a: ids([1, 8]), b: ids([1, 8]) }, [
    { name: 'input_ids', dtype: 'int64', shape: [1, null] },
    { name: 'attention_mask', dtype: 'int64', shape: [1, null] },
  ]);
  expect(paired.inputs).toEqual({});
  expect(paired.missing.map(({ name }) => name)).toEqual(['input_ids', 'attention_mask']);
  expect(paired.left).toEqual(['a', 'b']);
});

test('another dtype or shape is no partner', () => {
  const images = floats([1, 3, 5, 4]);
  expect(pairInputs({ images }, [{ name: 'images', dtype: 'float32', shape: [1, 3, 4, 4] }]).missing).toHaveLength(1);
  expect(pairInputs({ images }, [{ name: 'images', dtype: 'uint8', shape: [1, 3, 5, 4] }]).missing).toHaveLength(1);
});
