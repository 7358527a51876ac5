import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sketch, sketchSize } from '../../src/sketch/sketch.ts';
import { inSeed, mix, outSeed, word } from '../../src/sketch/word.ts';
import { permute } from '../../src/tensor/permute.ts';
import { realValues } from '../../src/tensor/realValues.ts';
import { statistics } from '../../src/tensor/statistics.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { from, tensors, wave } from './vectorTensors.ts';

interface VectorCase {
  name: string;
  stats: Record<'n' | 'min' | 'max' | 'mean' | 'rms' | 'nan' | 'posInf' | 'negInf' | 'firstBad', number | string>;
  sketch: number[];
}
const vector = JSON.parse(
  readFileSync(new URL('../../fixtures/tensors/sketch-vector.json', import.meta.url), 'utf8'),
) as {
  mix: [number, number][];
  wordsIn: number[];
  wordsOut: number[];
  cases: VectorCase[];
  differenceNorm2: { estimate: number; exact: number };
  nhwc: { dims: number[]; sketchHead: number[] };
};

const tensorOf = (name: string): Tensor => tensors[name] as Tensor;

describe('the sketch bhs1-128', () => {
  it('mixes and draws the words of the test vector', () => {
    for (const [bits, mixed] of vector.mix) expect(mix(bits)).toBe(mixed);
    expect(vector.wordsIn.map((_, i) => word(i, inSeed))).toEqual(vector.wordsIn);
    expect(vector.wordsOut.map((_, i) => word(i, outSeed))).toEqual(vector.wordsOut);
  });

  it.each(vector.cases.map((one) => [one.name, one] as const))('gives the sums of the test vector: %s', (name, one) => {
    const tensor = tensorOf(name);
    expect(Array.from(sketch(realValues(tensor), tensor.dtype), (sum) => sum + 0)).toEqual(one.sketch);
  });

  it.each(vector.cases.map((one) => [one.name, one] as const))('knows the statistics of: %s', (name, one) => {
    const { count, min, max, mean, rms, nan, positiveInfinity, negativeInfinity, firstNonFinite } = statistics(
      realValues(tensorOf(name)),
    );
    expect({
      n: count,
      min,
      max,
      mean,
      rms,
      nan,
      posInf: positiveInfinity,
      negInf: negativeInfinity,
      firstBad: firstNonFinite,
    }).toEqual(
      Object.fromEntries(
        Object.keys(one.stats)
          .filter((key) => key !== 'hash')
          .map((key) => [key, Number(one.stats[key as 'n'])]),
      ),
    );
  });

  it('sketches memory in NHWC order after it was put into logical order', () => {
    const nhwc: Tensor = { dtype: 'float32', shape: [2, 3, 4, 5], data: Float32Array.from(from(120, wave)) };
    const nchw = permute(nhwc, [0, 3, 1, 2]);
    expect(nchw.shape).toEqual(vector.nhwc.dims);
    expect(Array.from(sketch(realValues(nchw))).slice(0, 8)).toEqual(vector.nhwc.sketchHead);
  });

  it('estimates the norm of a difference from two sketches', () => {
    const a = sketch(realValues(tensorOf('wave1000')));
    const b = sketch(realValues(tensorOf('wave1000plus')));
    const estimate = a.reduce((sum, value, i) => sum + (value - (b[i] as number)) ** 2, 0) / sketchSize;
    expect(estimate).toBe(vector.differenceNorm2.estimate);
  });

  it('is linear in integers, whatever their number', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 })), {
          maxLength: 400,
        }),
        (pairs) => {
          const a = sketch(
            pairs.map(([x]) => x),
            'int32',
          );
          const b = sketch(
            pairs.map(([, y]) => y),
            'int32',
          );
          const both = sketch(
            pairs.map(([x, y]) => x - y),
            'int32',
          );
          expect(Array.from(a, (sum, i) => sum - (b[i] as number) + 0)).toEqual(Array.from(both, (sum) => sum + 0));
        },
      ),
    );
  });

  it('keeps the norm of a single value exactly', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: 1, max: 1000 }), (position, value) => {
        const values = new Float64Array(position + 1);
        values[position] = value;
        expect(sketch(values).reduce((sum, one) => sum + one * one, 0) / sketchSize).toBe(value * value);
      }),
    );
  });
});
