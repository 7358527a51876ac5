import { describe, expect, test } from 'vitest';
import type { Diagnosis, Difference } from '../../../src/preprocessing/diagnose/diagnosis.ts';
import type { Judged } from '../../../src/preprocessing/judge/judge.ts';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import { MOST_LINES } from '../../../src/report/message.ts';
import type { PreprocessingContext } from '../../../src/report/preprocessing/context.ts';
import { preprocessingMessage } from '../../../src/report/preprocessing/preprocessingMessage.ts';

const recipeNamed = (name: string): Recipe => ({ ...(recipes[name] as Recipe), name });
const recipe = recipeNamed('torchvision/imagenet-v1');
const bgr: Difference = {
  step: 'channels',
  kind: 'channels/bgr',
  found: { channels: 'BGR' },
  expected: { channels: 'RGB' },
  fix: { channels: 'RGB' },
  costs: 54.3,
};
const twin: Difference = {
  step: 'kernel',
  kind: 'kernel/twin',
  found: { kernel: 'sharp/linear' },
  expected: { kernel: 'pillow/bilinear' },
  fix: { kernel: 'pillow/bilinear' },
  costs: 0.412,
};
const no255: Difference = {
  step: 'values',
  kind: 'values/no-255',
  found: { scale: 1 },
  expected: { scale: 1 / 255 },
  fix: { scale: 1 / 255 },
  costs: 91.2,
};
const judged = (
  verdict: Judged['verdict'],
  diagnosis: Partial<Diagnosis> = {},
  more: Partial<Judged> = {},
): Judged => ({
  verdict,
  notes: [],
  diagnosis: {
    explained: 'explained',
    recipe,
    differences: [],
    residual: { max: 2, mean: 0.2, rms: 0.412, bias: [0, 0, 0] },
    toRecipe: { max: 163, mean: 38.2, rms: 54.3, bias: [0, 0, 0] },
    ties: [],
    notIdentifiable: [],
    ...diagnosis,
  },
  ...more,
});
const message = (given: Judged, context: Partial<PreprocessingContext> = {}) =>
  preprocessingMessage(given, { recipe, library: 'sharp', ...context });

describe('the first line is the cause', () => {
  const first = (given: Judged, context: Partial<PreprocessingContext> = {}) => message(given, context).split('\n')[0];

  test('one wrong step', () => {
    expect(first(judged('mismatch', { differences: [bgr] }))).toBe(
      'channels are BGR, the recipe says RGB; everything else agrees',
    );
  });

  test('two, and more than two', () => {
    expect(first(judged('mismatch', { differences: [no255, bgr] }))).toBe(
      'values are not divided by 255 before mean and std; channels are BGR, the recipe says RGB; everything else agrees',
    );
    const turned = {
      ...bgr,
      step: 'orientation',
      kind: 'orientation/mirrored',
      found: { turn: { by: 'flip-horizontal', when: 'before-resize' } },
      expected: {},
    } as Difference;
    const text = message(judged('mismatch', { differences: [no255, bgr, turned] }));
    expect(text).toContain('; 1 more step is wrong; everything else agrees');
    expect(text).toContain('Alone, they make a difference of 91 and 54 u8.');
    expect(text).toContain('Also: the picture is mirrored left to right, the recipe does not turn it (54 u8 alone).');
  });

  test('only the most costly where two would be too long', () => {
    const stretched: Difference = {
      ...no255,
      step: 'geometry',
      kind: 'geometry/cover',
      found: { sourceCrop: { kind: 'central-aspect', offset: 'ceil' }, resize: { to: 'size' } },
      expected: { resize: recipe.resize, crop: recipe.crop } as Difference['expected'],
    };
    const lanczos: Difference = { ...twin, kind: 'kernel/other', found: { kernel: 'sharp/lanczos3' }, costs: 5.4 };
    const text = message(judged('mismatch', { differences: [stretched, lanczos] }));
    expect(text.split('\n').slice(0, 4)).toEqual([
      "the picture is cut to the largest centre part of the target's aspect (sharp's default fit), then resized to 224x224; the recipe says resized to a shorter side of 256, then centre-cropped to 224x224; 1 more step is wrong; everything else agrees",
      '',
      'Alone, that makes a difference of 91 u8.',
      "Also: the kernel is sharp/lanczos3 (sharp's default), the recipe says pillow/bilinear (5.4 u8 alone).",
    ]);
    expect(text).toContain(
      '  const [rw, rh] = w <= h ? [256, Math.trunc((256 * h) / w)] : [Math.trunc((256 * w) / h), 256]; // <- geometry',
    );
  });

  test('where it does not explain all', () => {
    expect(first(judged('mismatch', { explained: 'unexplained', differences: [bgr] }))).toBe(
      'channels are BGR, the recipe says RGB; that does not explain all of the difference',
    );
  });

  test('counts no levels of a pixel for another element type', () => {
    const int8: Difference = {
      step: 'dtype',
      kind: 'dtype/other',
      found: { dtype: 'int8' },
      expected: { dtype: 'float32' },
      fix: { dtype: 'float32' },
      costs: 4211,
    };
    expect(message(judged('mismatch', { differences: [int8, bgr] }))).not.toContain('4211');
    expect(message(judged('mismatch', { differences: [bgr, no255, int8] }))).toMatch(/Also: the [^(]*\.\n/);
  });

  test('of an image of a batch', () => {
    const text = message(judged('mismatch', { differences: [bgr] }), { batch: { item: 1, of: 4, wrong: [1, 3] } });
    expect(text.split('\n').slice(0, 2)).toEqual([
      'image 2 of the 4 in the batch (also wrong: 4):',
      'channels are BGR, the recipe says RGB; everything else agrees',
    ]);
  });

  test('noise, what nobody knows, and a level that is not kept', () => {
    expect(
      first(judged('mismatch', { explained: 'noise', residual: { max: 14, mean: 2.4, rms: 3.04, bias: [] } })),
    ).toBe('no wrong step found, but noise of 3 u8 (rms) is on top of what torchvision/imagenet-v1 makes of the image');
    const noise = { explained: 'noise', residual: { max: 14, mean: 1.2, rms: 1.64, bias: [] } } as const;
    expect(message(judged('mismatch', noise)).split('\n').at(-1)).toBe(
      'Fix: judge by the file that the app decodes, { image }: one that was encoded again on its way (JPEG) has such noise.',
    );
    expect(
      message(judged('mismatch', noise, { level: 'decoder' }))
        .split('\n')
        .at(-1),
    ).toBe("Fix: none where the app uses another library than the recipe: { level: 'decoder' } takes this much.");
    expect(first(judged('mismatch', { explained: 'unexplained' }))).toBe(
      'what was fed is not what torchvision/imagenet-v1 makes of the image, and the cause is not among the known ones',
    );
    expect(first(judged('mismatch', { explained: 'equal' }))).toBe(
      'no wrong step found, but what was fed is further from what torchvision/imagenet-v1 makes of the image than the level allows',
    );
    const notes = [{ kind: 'twin', difference: twin }] as const;
    expect(message(judged('mismatch', { differences: [twin] }, { notes: [...notes] }))).not.toContain('Note: ');
    expect(first(judged('mismatch', { differences: [twin] }, { notes: [...notes], level: 'library' }))).toBe(
      'the kernel is sharp/linear, the recipe says pillow/bilinear: twins, but further apart on this image than the level allows',
    );
  });

  test('that this image cannot show it', () => {
    const notIdentifiable = [{ step: 'geometry', why: 'constant' }] as const;
    expect(first(judged('undecided', { explained: 'equal', notIdentifiable: [...notIdentifiable] }))).toBe(
      'this image cannot show whether it was preprocessed as torchvision/imagenet-v1 says: it is of one colour',
    );
    expect(first(judged('undecided', { explained: 'equal', cutShort: true }))).toBe(
      'undecided: the search for the cause ended at its time limit',
    );
    expect(first(judged('undecided', { explained: 'equal' }))).toBe(
      'undecided: what was fed is near what torchvision/imagenet-v1 makes of the image, and other recipes are as near',
    );
  });

  test('under .not, that it is right', () => {
    const toRecipe = { max: 2, mean: 0.2, rms: 0.412, bias: [] };
    expect(first(judged('match', { explained: 'equal', toRecipe }, { level: 'library' }))).toBe(
      'expected the preprocessing not to be torchvision/imagenet-v1, but it is, within level library (0.41 u8 rms)',
    );
  });
});

describe('the whole message', () => {
  test('of BGR in an app with sharp', () => {
    const text = message(
      judged(
        'mismatch',
        {
          differences: [bgr, twin],
          ties: [{ step: 'kernel', kind: 'kernel/twin', found: { kernel: 'torch/bilinear-antialias' } }],
        },
        { notes: [{ kind: 'twin', difference: twin }] },
      ),
      {
        image: 'photos/china.jpg',
        kept: ['.exray/a-1b2c.safetensors'],
        pictures: ['.exray/a-1b2c-saw.png', '.exray/a-1b2c-should-have-seen.png', '.exray/a-1b2c-difference.png'],
        effect: {
          outputs: [
            { output: 'features', drift: 0.31 },
            {
              output: 'probabilities',
              drift: 0.123,
              top1: { fed: { index: 285, value: 0.61 }, recipe: { index: 971, value: 0.934 } },
            },
          ],
        },
      },
    );
    expect(text).toMatchInlineSnapshot(`
      "channels are BGR, the recipe says RGB; everything else agrees

      It differs by 54 u8 (rms; on average 38, at most 163), in pixels of 0..255; with what was found, 0.41 are left (at most 2).
      It matters: top-1 is class 285 (0.61), with the recipe's tensor class 971 (0.934); output "probabilities" drifts by 0.12.
      This image cannot tell it from: kernel torch/bilinear-antialias.
      Note: the kernel is sharp/linear, the recipe says pillow/bilinear; the two are twins, which only round differently (0.41 u8).
      Recipe: torchvision/imagenet-v1, image: photos/china.jpg

      Fix, with sharp (image: a path or bytes; data and dims: the tensor):
        const { data: rgb, info } = await sharp(image, { ignoreIcc: true })
          .removeAlpha().toColourspace('srgb')
          .raw().toBuffer({ resolveWithObject: true });
        const { width: w, height: h } = info;
        const halfEven = (x) => (x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
        const [rw, rh] = w <= h ? [256, Math.trunc((256 * h) / w)] : [Math.trunc((256 * w) / h), 256];
        const pixels = await sharp(rgb, { raw: info })
          .resize(rw, rh, { fit: 'fill', kernel: 'linear' })
          .extract({ left: halfEven((rw - 224) / 2), top: halfEven((rh - 224) / 2), width: 224, height: 224 })
          .raw().toBuffer();
        const [mean, std] = [[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]];
        const n = 224 * 224;
        const data = new Float32Array(3 * n);
        for (let i = 0; i < n; i++)
          for (let c = 0; c < 3; c++)
            data[c * n + i] = (pixels[i * 3 + c] / 255 - mean[c]) / std[c]; // <- channels, was BGR
        const dims = [1, 3, 224, 224];

      Kept: .exray/a-1b2c.safetensors; Pictures: .exray/a-1b2c-saw.png, .exray/a-1b2c-should-have-seen.png and .exray/a-1b2c-difference.png"
    `);
    expect(text).not.toContain('\u001b');
  });

  test('of a recipe that sharp cannot meet', () => {
    expect(
      message(judged('mismatch', { differences: [bgr] }), { recipe: recipeNamed('ultralytics/yolo') }),
    ).toMatchInlineSnapshot(`
      "channels are BGR, the recipe says RGB; everything else agrees

      It differs by 54 u8 (rms; on average 38, at most 163), in pixels of 0..255; with what was found, 0.41 are left (at most 2).
      Recipe: ultralytics/yolo

      Fix, by exray, since sharp has no OpenCV linear (image: a path or bytes; data and dims: the tensor):
        import { preprocess } from 'exray/preprocess';
        const { data, shape: dims } = await preprocess(image, 'ultralytics/yolo'); // <- channels, was BGR"
    `);
  });

  test('of a small image, which sharp would shift', () => {
    const facts = { size: { width: 200, height: 150 }, exif: 1, format: 'png', icc: false, alpha: false };
    expect(message(judged('mismatch', { differences: [bgr] }), { facts })).toContain(
      'Fix, by exray, since sharp (libvips 8.18) shifts what it enlarges by half a pixel, and this image is enlarged',
    );
  });

  test('of what nobody knows tells what is certain and what was tried', () => {
    const certain = { layout: 'NHWC', order: 'GBR' } as unknown as NonNullable<Diagnosis['recipe']>;
    expect(message(judged('mismatch', { explained: 'unexplained', recipe: certain }))).toContain(
      'As far as it can be told: layout NHWC, channels GBR.\nTried: every known mistake alone and in pairs, then every geometry, kernel, channel order and value map.',
    );
  });

  test('of another size, another image, and a search that was cut short', () => {
    const text = message(
      judged('mismatch', {
        differences: [bgr],
        toRecipe: {
          max: Number.POSITIVE_INFINITY,
          mean: Number.POSITIVE_INFINITY,
          rms: Number.POSITIVE_INFINITY,
          bias: [],
        },
        cutShort: true,
      }),
      { isOtherImage: true },
    );
    expect(text).toContain(
      'What was fed has another size than what the recipe makes; with what was found, 0.41 u8 (rms) are left (at most 2).',
    );
    expect(text).toContain('The image given in the test is not the one that the trace was recorded with.');
    expect(text).toContain('The search ended at its time limit: it says what was found by then.');
  });

  test('names every note', () => {
    const text = message(
      judged(
        'mismatch',
        { differences: [bgr, no255], notIdentifiable: [{ step: 'kernel', why: 'blurred' }] },
        {
          notes: [
            { kind: 'allowed', difference: no255, reason: 'the model divides itself' },
            { kind: 'allow-unused', step: 'kernel', reason: 'sharp has no OpenCV linear' },
            { kind: 'not-identifiable', step: 'channels', why: 'gray' },
          ],
        },
      ),
      { recipe: recipeNamed('transformers/vit') },
    );
    expect(text.split('\n').filter((line) => line.startsWith('Note: '))).toEqual([
      'Note: allowed (the model divides itself): values are not divided by 255 before mean and std (91 u8).',
      'Note: kernel may differ (sharp has no OpenCV linear), but does not.',
      'Note: this image cannot tell RGB from BGR: it is gray; add one that does.',
      'Note: this image cannot tell one kernel from another: it is blurred; add one that does.',
    ]);
    expect(text.split('\n')[0]).toBe('channels are BGR, the recipe says RGB; everything else agrees');
  });

  test.each(['sharp', '@napi-rs/canvas', '@tensorflow/tfjs', '@huggingface/transformers'] as const)(
    'has at most 30 lines under every preset, with all that can be said, in %s',
    (library) => {
      const ties = Array.from(
        { length: 9 },
        () => ({ step: 'kernel', kind: 'kernel/other', found: { kernel: 'pillow/box' } }) as const,
      );
      const notIdentifiable = (['kernel', 'values', 'layout', 'memory'] as const).map((step) => ({
        step,
        why: 'blurred' as const,
      }));
      for (const name of Object.keys(recipes)) {
        const text = message(
          judged('mismatch', {
            differences: [no255, bgr, twin, { ...bgr, step: 'layout', kind: 'layout/other' }],
            ties,
            notIdentifiable,
            cutShort: true,
          }),
          {
            recipe: recipeNamed(name),
            library,
            batch: { item: 0, of: 2, wrong: [0, 1] },
            isOtherImage: true,
            after: ['Not judged: layers and result, since the preprocessing is wrong.'],
            kept: ['.exray/a.safetensors'],
            pictures: ['.exray/a-saw.png'],
          },
        );
        const lines = text.split('\n');
        expect(lines.length, text).toBeLessThanOrEqual(MOST_LINES);
        expect(text).toMatch(/const dims|shape: dims|data, dims/);
        expect(lines.at(-1)).toMatch(/^Kept: /);
      }
    },
  );
});
