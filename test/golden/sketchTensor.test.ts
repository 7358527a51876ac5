import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { samplePositions } from '../../src/golden/samplePositions.ts';
import { goldenTensor } from '../../src/golden/sketchTensor.ts';
import { sketchSums } from '../../src/golden/sums.ts';
import { permute } from '../../src/tensor/permute.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { tensors, wave } from '../sketch/vectorTensors.ts';

interface VectorCase {
  name: string;
  stats: Record<'n' | 'min' | 'max' | 'mean' | 'rms' | 'nan' | 'posInf' | 'negInf' | 'firstBad', number | string> & {
    hash: string;
  };
  samplePositions: number[];
  sketch: number[];
}
const vector = JSON.parse(
  readFileSync(new URL('../../fixtures/tensors/sketch-vector.json', import.meta.url), 'utf8'),
) as { cases: VectorCase[]; nhwc: { hash: string } };

describe('what a golden keeps of a tensor', () => {
  it.each(vector.cases.map((one) => [one.name, one] as const))('is the test vector’s: %s', (name, one) => {
    const tensor = tensors[name] as Tensor;
    const kept = goldenTensor('x', tensor);
    expect(Array.from(kept.sketch, (sum) => sum + 0)).toEqual(one.sketch.map(Math.fround));
    expect(samplePositions(tensor.data.length)).toEqual(one.samplePositions);
    expect(kept.samples.length).toBe(one.samplePositions.length);
    expect(kept.hash).toBe(one.stats.hash);
    const { count, min, max, mean, rms, nan, positiveInfinity, negativeInfinity, firstNonFinite } = kept.statistics;
    expect([count, min, max, mean, rms, nan, positiveInfinity, negativeInfinity, firstNonFinite]).toEqual(
      (['n', 'min', 'max', 'mean', 'rms', 'nan', 'posInf', 'negInf', 'firstBad'] as const).map((key) =>
        Number(one.stats[key]),
      ),
    );
  });

  it('hashes memory in NHWC order after it was put into logical order', () => {
    const nhwc: Tensor = {
      dtype: 'float32',
      shape: [2, 3, 4, 5],
      data: Float32Array.from({ length: 120 }, (_, i) => wave(i)),
    };
    expect(goldenTensor('x', permute(nhwc, [0, 3, 1, 2])).hash).toBe(vector.nhwc.hash);
  });

  it('samples values where they lie', () => {
    const data = Float32Array.from({ length: 5000 }, (_, i) => i / 2);
    const { samples } = goldenTensor('x', { dtype: 'float32', shape: [5000], data });
    expect(Array.from(samples)).toEqual(samplePositions(5000).map((position) => position / 2));
    expect(new Set(samples).size).toBeGreaterThan(10);
  });

  it('is a hash alone where the tensor holds strings', () => {
    const kept = goldenTensor('x', { dtype: 'string', shape: [2], data: ['a', 'b'] });
    expect(kept).toMatchObject({ dtype: 'string', shape: [2], statistics: { count: 2 } });
    expect([kept.sketch.length, kept.samples.length]).toEqual([0, 0]);
    expect(kept.hash).not.toBe(goldenTensor('x', { dtype: 'string', shape: [2], data: ['a', 'c'] }).hash);
  });

  it.each([
    ['a mask of the smallest floats', { dtype: 'float32', data: new Float32Array(4096).fill(-3.4028234663852886e38) }],
    ['doubles near their end', { dtype: 'float64', data: new Float64Array(300).fill(1.5e308) }],
    ['doubles near zero', { dtype: 'float64', data: new Float64Array(300).fill(1e-200) }],
  ] as const)('keeps sums that float32 cannot hold: %s', (_, { dtype, data }) => {
    const kept = goldenTensor('x', { dtype, shape: [data.length], data });
    expect(kept.exponent).toBeDefined();
    expect(kept.sketch.every(Number.isFinite)).toBe(true);
    const largest = kept.sketch.reduce((most, sum) => Math.max(most, Math.abs(sum)), 0);
    expect(largest).toBeGreaterThanOrEqual(1);
    expect(largest).toBeLessThan(2 ** 600);
  });

  it('gives back what float32 can hold as it is', () => {
    const { sketch, exponent } = goldenTensor('x', tensors.wave1000 as Tensor);
    expect(exponent).toBeUndefined();
    expect(Array.from(sketchSums({ sketch }))).toEqual(Array.from(sketch));
  });
});
