import { describe, expect, it } from 'vitest';
import {
  arrayFor,
  bytesPerElement,
  dtypeOfOnnxNumber,
  dtypes,
  isDType,
  onnxNumberOf,
} from '../../src/tensor/dtypes.ts';

describe('dtypes', () => {
  it('have the numbers of ONNX, both ways', () => {
    for (const dtype of dtypes) expect(dtypeOfOnnxNumber(onnxNumberOf(dtype))).toBe(dtype);
    expect(onnxNumberOf('float32')).toBe(1);
    expect(onnxNumberOf('string')).toBe(8);
    expect(onnxNumberOf('bfloat16')).toBe(16);
    expect(dtypeOfOnnxNumber(14)).toBeUndefined();
  });

  it('are told from other words, those of Object.prototype too', () => {
    expect(dtypes.every(isDType)).toBe(true);
    for (const word of ['float', 'constructor', '', 1]) expect(isDType(word)).toBe(false);
  });

  it('view bytes without a copy where they are aligned, and copy them where they are not', () => {
    const bytes = new Uint8Array(new ArrayBuffer(12));
    for (const dtype of dtypes.filter((one) => one !== 'string')) {
      const size = bytesPerElement(dtype);
      const aligned = arrayFor(dtype, bytes.subarray(0, 8));
      expect(aligned.buffer).toBe(bytes.buffer);
      expect(aligned).toHaveLength(8 / size);
      expect(arrayFor(dtype, bytes.subarray(1, 9))).toHaveLength(8 / size);
      expect(arrayFor(dtype, 3)).toHaveLength(3);
    }
  });

  it('view just the bytes of a pooled Buffer', () => {
    const buffer = Buffer.from([0, 0, 128, 63]);
    expect(Array.from(arrayFor('float32', buffer) as Float32Array)).toEqual([1]);
  });
});
