import { describe, expect, test } from 'vitest';
import { imageInput } from '../../../src/reference/fed/imageInput.ts';
import type { DType, Tensor } from '../../../src/tensor/tensor.ts';

const tensor = (dtype: DType, ...shape: number[]): Tensor => ({ dtype, shape, data: new Float32Array(0) });
const find = (inputs: Record<string, Tensor>, named?: string) => imageInput({ inputs }, named).name;

describe('the input that holds the image', () => {
  test('is found among token ids, masks and sizes', () => {
    const inputs = {
      input_ids: tensor('int64', 1, 77),
      attention_mask: tensor('int64', 1, 1, 77, 77),
      pixel_values: tensor('float32', 1, 3, 224, 224),
      scale_factor: tensor('float32', 1, 2),
    };
    expect(find(inputs)).toBe('pixel_values');
  });

  test('may be planes or interleaved, bytes or a batch', () => {
    for (const image of [
      tensor('float32', 1, 3, 224, 224),
      tensor('uint8', 1, 224, 224, 3),
      tensor('int8', 4, 1, 28, 28),
      tensor('float16', 1, 5, 3, 384, 384),
    ])
      expect(find({ image, orig_target_sizes: tensor('int64', 1, 2) })).toBe('image');
  });

  test('is the only one there is, whatever it looks like', () => {
    expect(find({ x: tensor('float32', 1, 150528) })).toBe('x');
  });

  test('is asked for where two could be meant', () => {
    const two = { left: tensor('float32', 1, 3, 64, 64), right: tensor('float32', 1, 3, 64, 64) };
    expect(() => find(two)).toThrow(
      '2 inputs of the model look like images: left, right. Name the one that is meant: { input: "left" }',
    );
    expect(find(two, 'right')).toBe('right');
    expect(() => find(two, 'rihgt')).toThrow('The model has no input "rihgt". Did you mean "right"?');
    expect(() => find(two, 'images')).toThrow('Its inputs are left, right');
    expect(() => find({ ids: tensor('int64', 1, 7), mask: tensor('int64', 1, 7) })).toThrow(
      'No input of the model looks like an image: ids int64[1, 7], mask int64[1, 7]',
    );
  });
});
