import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permute } from '../../src/tensor/permute.ts';
import { elementCount, type Tensor } from '../../src/tensor/tensor.ts';

const shapeAndAxes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 5 }).chain((shape) =>
  fc.tuple(
    fc.constant(shape),
    fc.shuffledSubarray(
      shape.map((_, axis) => axis),
      { minLength: shape.length },
    ),
  ),
);

describe('permuting a tensor', () => {
  it('turns NHWC into NCHW', () => {
    const nhwc: Tensor = {
      dtype: 'int8',
      shape: [1, 2, 2, 3],
      data: Int8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    };
    expect(permute(nhwc, [0, 3, 1, 2])).toEqual({
      dtype: 'int8',
      shape: [1, 3, 2, 2],
      data: Int8Array.of(1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12),
    });
  });

  it('moves strings and 64-bit integers too', () => {
    expect(permute({ dtype: 'string', shape: [2, 2], data: ['a', 'b', 'c', 'd'] }, [1, 0]).data).toEqual([
      'a',
      'c',
      'b',
      'd',
    ]);
    expect(permute({ dtype: 'int64', shape: [2, 1], data: BigInt64Array.of(1n, 2n) }, [1, 0]).shape).toEqual([1, 2]);
  });

  it('is undone by the inverse order, for any shape', () => {
    fc.assert(
      fc.property(shapeAndAxes, ([shape, axes]) => {
        const data = Int32Array.from({ length: elementCount(shape) }, (_, i) => i);
        const tensor: Tensor = { dtype: 'int32', shape, data };
        const inverse = axes.map((_, axis) => axes.indexOf(axis));
        expect(permute(permute(tensor, axes), inverse)).toEqual(tensor);
      }),
    );
  });

  it('refuses axes that are no order of the axes', () => {
    const tensor: Tensor = { dtype: 'float32', shape: [1, 1], data: new Float32Array(1) };
    for (const axes of [[0], [0, 0], [0, 2], [0, 1, 2], [0.5, 1]])
      expect(() => permute(tensor, axes)).toThrow(RangeError);
  });
});
