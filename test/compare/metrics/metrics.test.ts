import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defineMetric } from '../../../src/compare/metrics/defineMetric.ts';
import { metrics } from '../../../src/compare/metrics/index.ts';
import { moments } from '../../../src/compare/metrics/moments.ts';
import { drift } from '../../../src/compare/metrics/normalizedRmse.ts';

const all = (deployed: number[], reference: number[]) => {
  const [d, r] = [Float32Array.from(deployed), Float32Array.from(reference)];
  const input = { deployed: d, reference: r, shape: [d.length], moments: moments(d, r) };
  return Object.fromEntries(metrics.map((metric) => [metric.name, metric.compute(input)]));
};

describe('the metrics of the rack', () => {
  test('are what their formulas say', () => {
    // Differences 1, 0, -1, 2; range 4; |r|^2 = 1 + 4 + 9 + 25.
    const found = all([2, 2, 2, 7], [1, 2, 3, 5]);
    expect(found.nrmse).toBeCloseTo(Math.sqrt(6 / 4) / 4, 12);
    expect(found.maxAbs).toBe(2);
    expect(found.cosine).toBeCloseTo((2 + 4 + 6 + 35) / Math.sqrt((4 + 4 + 4 + 49) * 39), 12);
    expect(found.sqnr).toBeCloseTo(10 * Math.log10(39 / 6), 12);
  });

  test('of equal tensors are perfect', () => {
    expect(all([1, -2, 0], [1, -2, 0])).toEqual({ nrmse: 0, maxAbs: 0, cosine: 1, sqnr: Number.POSITIVE_INFINITY });
  });

  test('of an empty tensor agree', () => {
    expect(all([], [])).toEqual({ nrmse: 0, maxAbs: 0, cosine: 1, sqnr: Number.POSITIVE_INFINITY });
  });

  test('of one element and of constants divide by the size of the reference, or by one', () => {
    expect(all([5], [4]).nrmse).toBeCloseTo(1 / 4);
    expect(all([0.75, 0.75], [0.5, 0.5]).nrmse).toBeCloseTo(0.25);
    expect(all([0.25], [0]).nrmse).toBeCloseTo(0.25);
  });

  test('equal NaN and infinities agree, one-sided ones never do', () => {
    expect(all([Number.NaN, 1, 2], [Number.NaN, 1, 2]).nrmse).toBe(0);
    expect(all([Infinity, 1, 2], [Infinity, 1, 3]).nrmse).toBeCloseTo(Math.sqrt(1 / 2) / 2);
    for (const [d, r] of [
      [Number.NaN, 1],
      [1, Number.NaN],
      [Infinity, -Infinity],
      [Infinity, 1e30],
    ] as const) {
      expect(all([0, d, 2], [0, r, 2])).toMatchObject({ nrmse: Infinity, maxAbs: Infinity });
      const { nonFinite } = moments([0, d, 2, d], [0, r, 2, r]);
      expect(nonFinite).toMatchObject({ position: 1, count: 2 });
    }
  });

  test('the drift does not depend on the unit or on an offset of both sides', () => {
    const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 8 }), (reference, scale) => {
        fc.pre(new Set(reference).size > 1);
        const deployed = reference.map((value, i) => value + (i % 3));
        const plain = drift(moments(deployed, reference));
        const scaled = drift(
          moments(
            deployed.map((v) => v * scale + 7),
            reference.map((v) => v * scale + 7),
          ),
        );
        expect(scaled).toBeCloseTo(plain, 9);
      }),
    );
  });

  test('huge values do not pass for equal', () => {
    expect(drift(moments([3e200, 0], [1e200, 0]))).toBeGreaterThan(0);
  });
});

describe('defineMetric', () => {
  test('makes a metric of a function', () => {
    const first = defineMetric({ name: 'first', better: 'lower', compute: ({ deployed }) => deployed[0] as number });
    expect(first.name).toBe('first');
  });

  test.each([
    [{ name: '', better: 'lower', compute: () => 0 }, /it has no name/],
    [{ name: 'x', better: 'best', compute: () => 0 }, /`better` of x is "best"\. Say which values are better/],
    [{ name: 'x', better: 'higher', compute: 1 }, /`compute` of x is no function/],
  ])('says what is missing of %j', (metric, words) => {
    expect(() => defineMetric(metric as never)).toThrow(words);
  });
});
