import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Difference } from '../../../src/preprocessing/diagnose/diagnosis.ts';
import { hypotheses } from '../../../src/preprocessing/diagnose/hypotheses/index.ts';
import type { Fed } from '../../../src/preprocessing/diagnose/pipeline/fed.ts';
import type { Step } from '../../../src/preprocessing/diagnose/pipeline/steps.ts';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import { recipeCoverage } from '../../../src/report/preprocessing/coverage.ts';
import { coverageSentences, questionOf } from '../../../src/report/preprocessing/coverageWords.ts';
import { differenceSentence } from '../../../src/report/preprocessing/differenceSentence.ts';

const facts = { size: { width: 640, height: 427 }, exif: 6, format: 'jpeg', icc: true, alpha: true };

/** As the diagnosis gives it: only keys that differ, only parts of `decode` that differ. */
const differenceOf = (step: Step, kind: string, fed: Fed, recipe: Fed): Difference => {
  const keys = [...new Set([...Object.keys(fed), ...Object.keys(recipe)])] as (keyof Fed)[];
  const differing = keys.filter((key) => JSON.stringify(fed[key]) !== JSON.stringify(recipe[key]));
  const part = (own: Fed, other: Fed) =>
    Object.fromEntries(
      differing
        .filter((key) => own[key] !== undefined)
        .map((key) => {
          if (key !== 'decode') return [key, own[key]];
          const entries = Object.entries(own.decode);
          return [key, Object.fromEntries(entries.filter(([name, value]) => value !== other.decode[name as 'icc']))];
        }),
    );
  return { step, kind, found: part(fed, recipe), expected: part(recipe, fed), fix: {}, costs: 3 };
};

const sentences = (name: string): string[] => {
  const recipe: Recipe = { ...(recipes[name] as Recipe), name };
  return hypotheses.flatMap(({ name: kind, step, inject }) => {
    const all = inject(recipe, facts).map((fed) =>
      differenceSentence(differenceOf(step, kind, fed, recipe), recipe, facts),
    );
    return [...new Set(all)].slice(0, 2).map((sentence) => `${kind}: ${sentence}`);
  });
};

describe('every kind of difference has a sentence', () => {
  test.each(['torchvision/imagenet-v1', 'keras/caffe', 'ultralytics/yolo', 'tflite/int8', 'paddle/rec'])(
    'under %s',
    (name) => {
      const all = sentences(name);
      expect(all.filter((sentence) => /differs from the recipe|undefined|NaN|null|\[object/.test(sentence))).toEqual(
        [],
      );
      if (name.startsWith('torchvision')) expect(all.join('\n')).toMatchSnapshot();
    },
  );

  test('also one that no hypothesis makes', () => {
    const recipe = recipes['transformers/vit'] as Recipe;
    const sentence = (found: Partial<Fed>, expected: Partial<Fed> = {}, kind = 'values/fitted') =>
      differenceSentence({ step: 'values', kind, found, expected, fix: {}, costs: 1 }, recipe);
    expect(sentence({ scale: 0.0123, mean: 0.31, std: 1.7 })).toBe(
      'values are (x / 81.3008 - 0.31) / 1.7 for a pixel x in 0..255, the recipe says (x / 255 - 0.5) / 0.5',
    );
    expect(sentence({ colour: { kind: 'curve', table: Array.from({ length: 256 }, (_, i) => i / 2) } })).toBe(
      'tones follow a curve that is no gamma (64 became 32, 128 became 64)',
    );
    expect(sentence({ colour: { kind: 'matrix', matrix: [0.9, 0.1, 0, 0, 1, 0, 0, 0, 1], offset: [0, 0, 0] } })).toBe(
      'colours are mixed across channels by the matrix [0.9, 0.1, 0, 0, 1, 0, 0, 0, 1]',
    );
    expect(sentence({ reading: 'rgb-as-rgba' })).toBe('pixels of three values (RGB) are read as four');
    expect(sentence({}, {}, 'tone/unheard-of')).toBe('values differs from the recipe (unheard of)');
  });

  test('with the corners of two crops where the size of the image is known', () => {
    const recipe = recipes['torchvision/imagenet-v1'] as Recipe;
    const difference: Difference = {
      step: 'geometry',
      kind: 'geometry/crop-offset',
      found: { crop: { at: 'pixels', x: 80, y: 17 } },
      expected: { crop: recipe.crop as NonNullable<Recipe['crop']> },
      fix: {},
      costs: 9,
    };
    expect(differenceSentence(difference, recipe, facts)).toBe("the crop begins at [80, 17], the recipe's at [80, 16]");
    expect(differenceSentence(difference, recipe)).toBe(
      'the picture is cropped to 224x224 at [80, 17]; the recipe says centre-cropped to 224x224',
    );
  });
});

describe('what a photo cannot tell', () => {
  test('has words for every bug', () => {
    expect(hypotheses.map(({ name }) => name).filter((name) => !questionOf(name).includes(' '))).toEqual([]);
    const own = hypotheses.filter(({ name }) => questionOf(name) === name.replace(/^.*\//, '').replaceAll('-', ' '));
    expect(own.map(({ name }) => name)).toEqual([]);
  });

  test('is said with the reason and what to add', () => {
    const why = 'gray' as const;
    expect(coverageSentences({ tells: [], cannotTell: [{ hypothesis: 'channels/bgr', why }] })).toEqual([
      'this photo cannot tell BGR from RGB: it is gray; add one with colours',
    ]);
    const cannotTell = hypotheses
      .filter(({ step }) => step === 'geometry' || step === 'channels')
      .map(({ name, step }) => ({
        hypothesis: name,
        why: step === 'channels' ? ('gray' as const) : ('same-here' as const),
      }));
    expect(coverageSentences({ tells: [], cannotTell })).toMatchInlineSnapshot(`
      [
        "this photo cannot tell BGR from RGB, exchanged planes from those in order, one channel order from another and gray from colour: it is gray; add one with colours",
        "this photo cannot tell a stretched picture from a cropped one, one rounding of the crop from another, a crop of the shorter side from a stretched picture and 14 more: at its size both come to the same; add one of another size",
      ]
    `);
  });

  test('is said of a real photo', async () => {
    const photo = fileURLToPath(new URL('../../../fixtures/photos/camera-gray.png', import.meta.url));
    const { tells, notes } = await recipeCoverage(photo, 'transformers/vit');
    expect(tells).toContain('kernel/no-antialias');
    expect(notes[0]).toMatch(/^this photo cannot tell BGR from RGB, .*: it is gray; add one with colours$/);
    expect(notes.find((note) => note.includes('EXIF'))).toMatch(
      /: its file has no EXIF orientation; add one of a phone$/,
    );
  });

  test('is nothing where it tells all', () => {
    expect(coverageSentences({ tells: ['channels/bgr'], cannotTell: [] })).toEqual([]);
  });
});
