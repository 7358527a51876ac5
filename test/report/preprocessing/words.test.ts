import { describe, expect, test } from 'vitest';
import type { Difference } from '../../../src/preprocessing/diagnose/diagnosis.ts';
import type { Fed } from '../../../src/preprocessing/diagnose/pipeline/fed.ts';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import { effectSentence } from '../../../src/report/preprocessing/effectSentence.ts';
import { geometryWords } from '../../../src/report/preprocessing/geometryWords.ts';
import { notIdentifiableSentence } from '../../../src/report/preprocessing/identifiable.ts';
import { certainWords, tieWords } from '../../../src/report/preprocessing/tieWords.ts';
import { wrongMark } from '../../../src/report/preprocessing/wasWords.ts';

const recipe = recipes['torchvision/imagenet-v1'] as Recipe;

describe('whether it matters', () => {
  const top1 = (fed: number, other: number) => ({
    fed: { index: fed, value: 0.61 },
    recipe: { index: other, value: 0.934 },
  });

  test('is a class that changes, before any drift', () => {
    const outputs = [
      { output: 'features', drift: 0.9 },
      { output: 'probabilities', drift: 0.1, top1: top1(285, 971) },
    ];
    expect(effectSentence({ outputs })).toBe(
      'It matters: top-1 is class 285 (0.61), with the recipe\'s tensor class 971 (0.934); output "probabilities" drifts by 0.1.',
    );
  });

  test('is drift where the class stays', () => {
    expect(effectSentence({ outputs: [{ output: 'logits', drift: 0.0123, top1: top1(971, 971) }] })).toBe(
      'On this image top-1 stays class 971 (0.61; 0.934 with the recipe\'s tensor), and output "logits" drifts by 0.012.',
    );
  });

  test('is drift alone where there is no class, and nothing where there is no output', () => {
    expect(effectSentence({ outputs: [{ output: 'embedding', drift: 0.31 }] })).toBe(
      'It matters: output "embedding" drifts by 0.31.',
    );
    expect(effectSentence({ outputs: [{ output: 'embedding', drift: 0 }] })).toBe(
      'It does not matter here: output "embedding" drifts by 0.',
    );
    expect(effectSentence({ outputs: [] })).toBeUndefined();
  });

  test('puts an output that is no number first', () => {
    const outputs = [
      { output: 'a', drift: 3 },
      { output: 'b', drift: Number.NaN },
    ];
    expect(effectSentence({ outputs })).toContain('output "b" drifts by NaN');
  });
});

describe('the mark behind a line of code', () => {
  const mark = (step: Difference['step'], found: Partial<Fed>, expected: Partial<Fed> = {}) =>
    wrongMark({ step, kind: `${step}/other`, found, expected, fix: {}, costs: 1 }, recipe);

  test.each([
    ['channels', { order: 'GBR' }, 'GBR'],
    ['channels', { channels: 'BGR' }, 'BGR'],
    ['kernel', { kernel: 'sharp/lanczos3' }, 'sharp/lanczos3'],
    ['layout', { layout: 'NHWC' }, 'NHWC'],
    ['layout', { reading: 'interleaved-as-planes' }, 'interleaved as planes'],
    ['dtype', { dtype: 'uint8', scale: 1, mean: 0, std: 1 }, 'uint8'],
    ['orientation', { turn: { by: 'rotate-90', when: 'before-resize' } }, 'turned clockwise by 90 degrees'],
    ['orientation', { decode: { orientation: 'exif' } }, 'turned by EXIF'],
    ['decode', { decode: { icc: 'applied' } }, 'profile applied'],
    ['decode', { shrinkOnLoad: 4 }, 'decoded at 1/4'],
    ['colour', { gamma: 2.2 }, 'gamma 2.2'],
    ['memory', { memory: { kind: 'unwritten-tail', written: 7 } }, 'unwritten tail'],
    ['values', { scale: 1, mean: 0, std: 1 }, '0..255'],
    ['geometry', { resize: { to: 'size' } }, 'stretched to 224x224'],
  ] as [Difference['step'], Partial<Fed>, string][])('%s %o', (step, found, was) => {
    const expected = step === 'geometry' ? { crop: recipe.crop as NonNullable<Recipe['crop']> } : {};
    expect(mark(step, found, expected)).toEqual({ step, was });
  });

  test('is the step alone where there is no short word for it', () => {
    expect(mark('values', { mean: [0.48145466, 0.4578275, 0.40821073] })).toBe('values');
    expect(mark('decode', { decode: { like: 'tf' } as Fed['decode'] })).toBe('decode');
  });
});

describe('other answers', () => {
  test('are told by what they say', () => {
    const tie = (found: Partial<Fed>, kind = 'kernel/other') => ({ step: 'kernel', kind, found }) as const;
    const all = [
      tie({ kernel: 'pillow/box' }),
      tie({ kernel: 'pillow/box' }),
      tie({ scale: 1 / 256 }),
      tie({ turn: { by: 'flip-vertical', when: 'before-resize' } }),
      tie({ decode: { ...recipe.decode, icc: 'applied' } }),
    ];
    expect(tieWords(all, recipe)).toBe(
      'kernel pillow/box, values (x / 256 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225], mirrored top to bottom and decoded as pillow, EXIF orientation ignored, colour profile applied',
    );
    expect(tieWords([tie({}, 'geometry/crop-rounding')], recipe)).toBe('kernel crop rounding');
  });

  test('nothing is certain where nothing is known', () => {
    expect(certainWords({})).toBeUndefined();
    expect(
      certainWords({ layout: 'NCHW', kernel: 'tf/bilinear', turn: { by: 'rotate-180', when: 'after-resize' } }),
    ).toBe('layout NCHW, turned by 180 degrees, kernel like tf/bilinear');
  });

  test('a step that an image cannot tell', () => {
    expect(notIdentifiableSentence('orientation', 'symmetric')).toBe(
      'this image cannot tell one orientation from another: it is symmetric; add one that does',
    );
  });
});

test.each([
  ['transformers/clip', 'resized to a shorter side of 224, then centre-cropped to 224x224'],
  ['transformers/vit', 'stretched to 224x224'],
  ['tf/slim-inception', 'cut to the central 0.875 of both sides, then resized to 224x224'],
  ['tf/efficientnet-lite0', 'cut to the centre square of 224/256 of the shorter side, then resized to 224x224'],
  ['opencv/blob', 'scaled to cover 224x224, then centre-cropped to 224x224'],
  ['ultralytics/yolo-rect', 'scaled to fit into 640x640, then padded with 114 on all sides to multiples of 32'],
  ['paddle/det', 'resized to multiples of 32 (longer side at most 960)'],
  [
    'paddle/rec',
    'resized to a height of 48 (width in proportion, at most 320 or its own aspect), then padded with 0 on the right and below after the value map',
  ],
])('the geometry of %s in words', (name, words) => {
  expect(geometryWords(recipes[name] as Recipe)).toBe(words);
});
