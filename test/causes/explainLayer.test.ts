import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withChannels } from '../../src/causes/arranged.ts';
import type { Values } from '../../src/causes/cause.ts';
import { expectedValues } from '../../src/causes/expected/expectedValues.ts';
import { explainLayer } from '../../src/causes/explainLayer.ts';
import { hypotheses } from '../../src/causes/hypotheses/index.ts';
import { viewOf } from '../../src/causes/view.ts';
import { healthy, known, onlySketched } from './layers.ts';

const LONG = { milliseconds: 60_000 };
const shapes = fc.oneof(
  fc.tuple(
    fc.constant(1),
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 14 }),
    fc.integer({ min: 1, max: 14 }),
  ),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 })),
  fc.tuple(fc.constant(1), fc.integer({ min: 1, max: 300 })),
  fc.tuple(fc.integer({ min: 1, max: 300 })),
  fc.constant([]),
);
const layouts = fc.constantFrom('NCHW', 'NHWC', 'unknown');

const noisy = (values: Values, size: number, seed: number): Values =>
  values.map((value, i) => value + size * (((Math.imul(i + seed, 0x85ebca6b) >>> 8) / 2 ** 24) * 2 - 1));

describe('a layer that is not wrong', () => {
  test('has no cause, whatever its shape', () => {
    fc.assert(
      fc.property(shapes, layouts, (shape, layout) => {
        const values = healthy(shape);
        for (const [, expected] of known(values))
          expect(explainLayer({ values, shape, layout }, expected, { noise: 1e-6 })).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });

  test('has none for a difference within its noise', () => {
    const right = healthy([1, 16, 20, 20]);
    const fresh = { values: noisy(right, 1e-4, 3), shape: [1, 16, 20, 20] };
    for (const [, expected] of known(right)) expect(explainLayer(fresh, expected, { noise: 1e-4 })).toBeUndefined();
  });
});

describe('a difference that no hypothesis makes', () => {
  test.each([
    ['noise in each value', (right: Values) => noisy(right, 0.02, 1)],
    ['other values', (right: Values) => healthy([1, 24, 20, 20], 7).slice(0, right.length) as Values],
    ['every second sign', (right: Values) => right.map((value, i) => (i % 2 === 0 ? value : -value))],
    ['squares', (right: Values) => right.map((value) => value * value)],
  ])('%s has no name', (_, change) => {
    const right = healthy([1, 24, 20, 20], 1, false);
    const fresh = { values: change(right), shape: [1, 24, 20, 20], layout: 'NCHW' } as const;
    for (const [by, expected] of known(right)) expect(explainLayer(fresh, expected, LONG), by).toBeUndefined();
  });
});

describe('a fault', () => {
  test('is called the same by values and by a sketch, in any layer', () => {
    fc.assert(
      fc.property(shapes, layouts, fc.nat(hypotheses.length - 1), fc.nat(3), (shape, layout, which, variant) => {
        const hypothesis = hypotheses[which] as (typeof hypotheses)[number];
        const right = healthy(shape);
        const injected = hypothesis.inject(right, viewOf(shape, layout)).at(variant);
        if (!injected || hypothesis.needsValues) return;
        const [ofValues, ofSketch] = known(right).map(([, expected]) =>
          explainLayer({ values: injected.values, shape, layout }, expected, LONG),
        );
        // A sketch may leave open what values tell; never the reverse, and never another exact name.
        if (ofValues?.exact && ofSketch?.exact) expect(ofSketch.name).toBe(ofValues.name);
        if (ofSketch?.exact) expect(ofValues?.exact).toBe(true);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test('behind rounding to a grid is exact within half a step', () => {
    const step = 1 / 127;
    const onGrid = (values: Values) => values.map((value) => Math.round(value / step) * step);
    const right = onGrid(healthy([1, 12, 20, 20]));
    const fresh = { values: onGrid(right.map((value) => value + 0.31)), shape: [1, 12, 20, 20] };
    for (const [by, expected] of known(right))
      expect(explainLayer(fresh, expected, { noise: step / 2 }), by).toMatchObject({ name: 'offset', exact: true });
  });

  test('any order of few channels is found by a sketch alone', () => {
    const shape = [1, 16, 24, 24];
    const right = healthy(shape, 1, false);
    const order = [5, 0, 13, 2, 15, 7, 1, 9, 3, 11, 14, 4, 8, 6, 12, 10];
    const values = withChannels(right, viewOf(shape, 'NCHW'), order);
    const found = explainLayer({ values, shape, layout: 'NCHW' }, onlySketched(right), LONG);
    expect(found).toMatchObject({ name: 'channels-permuted', exact: true, details: { moved: 16 } });
  });

  test('that is found says by how much', () => {
    const shape = [1, 8, 16, 16];
    const right = healthy(shape, 1, false);
    const said = (change: (value: number, i: number) => number) =>
      explainLayer({ values: right.map(change), shape, layout: 'NCHW' }, expectedValues(right))?.details;
    expect(said((value) => value * 0.766)?.factor).toBeCloseTo(0.766, 5);
    expect(said((value) => value - 0.25)?.offset).toBeCloseTo(-0.25, 5);
    const affine = said((value) => value * 2 + 0.5);
    expect([affine?.factor, affine?.offset].map((each) => Number(Number(each).toFixed(4)))).toEqual([2, 0.5]);
    const inOne = said((value, i) => (Math.floor(i / 256) === 3 ? value * 2 : value));
    expect(inOne).toMatchObject({ channel: 3 });
  });
});

describe('the search', () => {
  test('stops where there is no time left', () => {
    const right = healthy([1, 16, 20, 20]);
    const fresh = { values: right.map((value) => value * 1.5), shape: [1, 16, 20, 20] };
    expect(explainLayer(fresh, expectedValues(right), { milliseconds: -1 })).toBeUndefined();
  });
});

describe('channels of one value each', () => {
  const right = Float32Array.from({ length: 1280 }, (_, i) => Math.round(12 * Math.sin(i * 1.7) ** 2));
  const shape = [1, 1280];

  test('are not called permuted where others would do as well: integers that rounding moved by a level', () => {
    const moved = right.map((value, i) => value + ([1, 0, -1][i % 5] ?? 0));
    expect(explainLayer({ values: moved, shape }, expectedValues(right), { noise: 0.5, ...LONG })).toBeUndefined();
  });

  test('are where they are the very same ones elsewhere', () => {
    const swapped = right.map((value, i) => (i < 40 ? (right[39 - i] as number) : value));
    const found = explainLayer({ values: swapped, shape }, expectedValues(right), { noise: 0.1, ...LONG });
    expect(found?.name).toBe('channels-permuted');
  });
});
