import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isExrayError } from '../../../src/errors.ts';
import { preprocess } from '../../../src/preprocessing/preprocess.ts';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import { checkRecipe } from '../../../src/preprocessing/recipe/checkRecipe.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import { resamplers } from '../../../src/preprocessing/resample/index.ts';

const count = fc.integer({ min: 1, max: 40 });
const imageSide = fc.integer({ min: 1, max: 60 });
const place = fc.integer({ min: 0, max: 12 });
const rounding = fc.constantFrom('trunc', 'half-even', 'half-up', 'ceil');
const side = fc.oneof(count, fc.record({ times: count, per: count, rounding }));
const size = fc.record({ width: count, height: count });
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const fraction = fc.double({ min: 0.05, max: 1, noNaN: true });

/** Every step in every form, with small numbers. */
const anyRecipe = fc
  .record({
    size: fc.oneof(count, size),
    sourceCrop: optional(
      fc.oneof(
        fc.record({ kind: fc.constant('central-fraction'), fraction }),
        fc.record({ kind: fc.constant('central-square'), fraction, offset: rounding }),
        fc.record({ kind: fc.constant('central-aspect'), offset: rounding }),
        fc.record({ kind: fc.constant('padded-square'), padding: side }),
        fc.record({ kind: fc.constant('box'), x: place, y: place, width: count, height: count }),
      ),
    ),
    resize: optional(
      fc.oneof(
        fc.record({ to: fc.constant('size') }),
        fc.record({ to: fc.constant('short-side'), side, other: fc.oneof(rounding, fc.constant('float32')) }),
        fc.record({ to: fc.constant('cover') }),
        fc.record({ to: fc.constant('contain'), enlarge: fc.boolean() }),
        fc.record({
          to: fc.constant('multiple'),
          of: count,
          limit: side,
          limits: fc.constantFrom('longer', 'shorter'),
        }),
        fc.record({ to: fc.constant('height'), height: count, width: count }),
        fc.record({ to: fc.constant('pixels'), width: count, height: count }),
      ),
    ),
    kernel: fc.constantFrom(...resamplers.map(({ name }) => name)),
    crop: optional(
      fc.oneof(
        fc.record({ at: fc.constant('center'), offset: rounding, zeros: optional(fc.constantFrom('trunc', 'ceil')) }),
        fc.record({ at: fc.constant('pixels'), x: place, y: place }),
      ),
    ),
    pad: optional(
      fc.record({
        picture: fc.constantFrom('center', 'top-left'),
        fill: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constant([1, 2, 3])),
        when: fc.constantFrom('before-values', 'after-values'),
        stride: optional(count),
      }),
    ),
    channels: fc.constantFrom('RGB', 'BGR', 'gray'),
    gamma: optional(fc.constantFrom(0.5, 2.2)),
    mean: fc.constantFrom(0, 127),
    layout: fc.constantFrom('NCHW', 'NHWC'),
    dtype: fc.constantFrom('float32', 'float16', 'uint8', 'int8'),
  })
  .map((steps): Recipe => {
    const given = Object.entries(steps).filter(([, value]) => value !== undefined);
    return { decode: recipes['keras/tf'].decode, scale: 1, std: 1, ...Object.fromEntries(given) } as unknown as Recipe;
  });

describe('any recipe', () => {
  test('gives a tensor of the shape that it says, or an error in words', async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(anyRecipe, imageSide, imageSide, async (recipe, width, height) => {
        const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 37) % 256);
        try {
          const { shape, data: values } = await preprocess({ data, width, height, channels: 3 }, recipe);
          expect(shape.every((each) => Number.isInteger(each) && each > 0)).toBe(true);
          expect(values.length).toBe(shape.reduce((product, each) => product * each, 1));
          made++;
        } catch (error) {
          if (!isExrayError(error)) throw error;
          expect(['recipe-impossible', 'bad-recipe']).toContain(error.code);
        }
      }),
      { numRuns: 1500, seed: 20 },
    );
    // Many a crop lies outside of its picture; enough do not.
    expect(made).toBeGreaterThan(300);
  });

  test('with anything in place of a step is refused in words, or is one', () => {
    const keys = Object.keys({
      ...recipes['ultralytics/yolo'],
      crop: 0,
      sourceCrop: 0,
      gamma: 0,
      quantization: 0,
      pillow: 0,
    });
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.anything(), (key, value) => {
        try {
          checkRecipe({ ...recipes['ultralytics/yolo'], [key]: value });
        } catch (error) {
          if (!isExrayError(error)) throw error;
          expect(error.message).toMatch(/^exray: (recipe: |there is no kernel )/);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
