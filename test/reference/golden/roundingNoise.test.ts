import { describe, expect, it } from 'vitest';
import { withRoundingNoise } from '../../../src/reference/golden/roundingNoise.ts';
import { encodeFloat16 } from '../../../src/tensor/float16.ts';
import { realValues } from '../../../src/tensor/realValues.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';

const bytes = Uint8Array.from({ length: 30_000 }, (_, i) => (i * 7919) % 256);
const shape = [1, 3, 100, 100];

describe('rounding noise on an input', () => {
  it.each<[string, Tensor, number]>([
    [
      'normalised floats',
      { dtype: 'float32', shape, data: Float32Array.from(bytes, (byte) => (byte - 127) / 128) },
      1 / 128,
    ],
    [
      'half floats',
      { dtype: 'float16', shape, data: encodeFloat16(Float32Array.from(bytes, (byte) => byte / 256)) },
      1 / 256,
    ],
    ['bytes', { dtype: 'uint8', shape, data: bytes }, 1],
  ])('moves one value in 16 by one level, up as often as down, inside the range: %s', (_, tensor, level) => {
    const noisy = withRoundingNoise(tensor) as Tensor;
    const [before, after] = [realValues(tensor), realValues(noisy)];
    const steps = Array.from(after, (value, i) => (value - (before[i] as number)) / level).filter((step) => step !== 0);
    expect(steps.length / before.length).toBeGreaterThan(1 / 18);
    expect(steps.length / before.length).toBeLessThan(1 / 14);
    expect(steps.filter((step) => Math.abs(Math.abs(step) - 1) > 0.05)).toEqual([]);
    expect(Math.abs(steps.reduce((sum, step) => sum + step, 0)) / steps.length).toBeLessThan(0.1);
    const [low, high] = [Math.min(...before), Math.max(...before)];
    expect(after.every((value) => value >= low && value <= high)).toBe(true);
    expect(noisy).toMatchObject({ dtype: tensor.dtype, shape });
    expect(withRoundingNoise(tensor)).toEqual(noisy);
  });

  it('leaves alone what no rounding touches', () => {
    const ids: Tensor = { dtype: 'int64', shape: [2], data: BigInt64Array.of(101n, 2003n) };
    const mask: Tensor = { dtype: 'bool', shape: [2], data: Uint8Array.of(1, 0) };
    const constant: Tensor = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 1) };
    const empty: Tensor = { dtype: 'float32', shape: [0], data: new Float32Array(0) };
    const spoiled: Tensor = { dtype: 'float32', shape: [2], data: Float32Array.of(NaN, NaN) };
    const words: Tensor = { dtype: 'string', shape: [1], data: ['a'] };
    expect([ids, mask, constant, empty, spoiled, words].map(withRoundingNoise)).toEqual(new Array(6).fill(undefined));
  });
});
