import { beforeAll, describe, expect, test } from 'vitest';
import { diagnosePreprocessing } from '../../../src/preprocessing/diagnose/diagnosePreprocessing.ts';
import { type Base, loadBases } from './bases.ts';
import { benignVariations, wronglyNamed } from './benign.ts';
import { compose } from './compose.ts';
import { score } from './score.ts';

/**
 * A part of what run.ts measures, one to three faults of all ten steps: what was explained once stays explained. How often
 * the diagnosis is right says run.ts, on seeds that nobody looked at.
 */
const explained = [1, 2, 3, 4, 5, 7, 9, 11, 12, 14, 17, 18, 22, 24, 27, 33, 37];

/** A frame that follows in the same buffer, and floats in 0..1 of which bytes keep nothing. */
const remembered = [12_042, 13_102];

/** Without a recipe: crops nobody thought of with faults of memory or layout, alpha left in a buffer that begins too early. */
const blind = [224, 287, 12_198];

/** Some of each kind; the whole list is that of `run.ts --benign`. */
const silent = /^((sharp|tf-antialias|opencv|jpeg-92): |itself.*\(08|float16.*\(00|rounding.*\(02|noise of 3.*\(10)/;

let bases: Base[];
beforeAll(async () => {
  bases = await loadBases();
});

/** How right it is, not how fast. */
const deadline = () => performance.now() + 100_000;

describe('a diagnosis with the recipe names every step that was done otherwise, and no other', () => {
  test.each([...explained, ...remembered])('composition %i', async (seed) => {
    const composition = compose(bases, seed);
    const { tensor, photo, recipe, label } = composition;
    const diagnosis = await diagnosePreprocessing(tensor, photo, { recipe, deadline: deadline() });
    expect((await score(composition, diagnosis, false)).misses, label).toEqual([]);
  });
});

describe('a diagnosis without a recipe finds the whole pipeline', () => {
  test.each(blind)('composition %i', async (seed) => {
    const composition = compose(bases, seed);
    const { tensor, photo, label } = composition;
    const diagnosis = await diagnosePreprocessing(tensor, photo, { deadline: deadline() });
    expect((await score(composition, diagnosis, true)).misses, label).toEqual([]);
  });
});

describe('nothing is named', () => {
  test('on other decoders and resamplers, float16, other rounding, JPEG at 92 and noise', async () => {
    const variations = benignVariations(bases).filter(({ label }) => silent.test(label));
    expect(variations.length).toBe(10);
    for (const each of variations) {
      const diagnosis = await diagnosePreprocessing(each.tensor, each.photo, {
        recipe: each.recipe,
        deadline: deadline(),
      });
      expect(wronglyNamed(each, diagnosis), each.label).toEqual([]);
    }
  });
});
