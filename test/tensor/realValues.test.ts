import { describe, expect, it } from 'vitest';
import { realValues } from '../../src/tensor/realValues.ts';

describe('the real values of a tensor', () => {
  it('hands out float32 without a copy', () => {
    const data = Float32Array.of(1, 2);
    expect(realValues({ dtype: 'float32', shape: [2], data })).toBe(data);
  });

  it('keeps large integers exact as long as a double can', () => {
    expect(realValues({ dtype: 'int32', shape: [1], data: Int32Array.of(2 ** 31 - 1) })[0]).toBe(2147483647);
    expect(realValues({ dtype: 'uint32', shape: [1], data: Uint32Array.of(2 ** 32 - 1) })[0]).toBe(4294967295);
    expect(realValues({ dtype: 'int64', shape: [1], data: BigInt64Array.of(2n ** 53n) })[0]).toBe(2 ** 53);
    expect(realValues({ dtype: 'uint64', shape: [1], data: BigUint64Array.of(2n ** 53n) })[0]).toBe(2 ** 53);
  });

  it('dequantizes on one grid, rounding once to float32', () => {
    const grid = { scale: Float32Array.of(0.1), zeroPoint: Int32Array.of(-3) };
    const real = realValues({ dtype: 'int8', shape: [3], data: Int8Array.of(-3, 4, 127) }, grid);
    expect(Array.from(real)).toEqual([0, Math.fround(7 * Math.fround(0.1)), Math.fround(130 * Math.fround(0.1))]);
  });

  it('dequantizes each channel on its own grid, along any axis', () => {
    const stored = { dtype: 'int8', shape: [2, 2, 2], data: Int8Array.of(1, 2, 3, 4, 5, 6, 7, 8) } as const;
    const grid = { scale: Float32Array.of(1, 10), zeroPoint: Int32Array.of(0, 1) };
    expect(Array.from(realValues(stored, { ...grid, axis: 0 }))).toEqual([1, 2, 3, 4, 40, 50, 60, 70]);
    expect(Array.from(realValues(stored, { ...grid, axis: 1 }))).toEqual([1, 2, 20, 30, 5, 6, 60, 70]);
    expect(Array.from(realValues(stored, { ...grid, axis: -1 }))).toEqual([1, 10, 3, 30, 5, 50, 7, 70]);
  });

  it('refuses strings', () => {
    expect(() => realValues({ dtype: 'string', shape: [1], data: ['a'] })).toThrow('strings');
  });
});
