import { describe, expect, expectTypeOf, test } from 'vitest';
import { planGeometry } from '../../../src/preprocessing/geometry/planGeometry.ts';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import { defineRecipe } from '../../../src/preprocessing/recipe/defineRecipe.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import { resolveRecipe } from '../../../src/preprocessing/resolve/resolveRecipe.ts';

const base: Recipe = recipes['torchvision/imagenet-v1'];

describe('a recipe', () => {
  test('of every preset is one that its own check lets pass', () => {
    for (const [name, recipe] of Object.entries(recipes)) {
      expect(defineRecipe(recipe)).toBe(recipe);
      expect(recipe.name).toBe(name);
      // What was changed in one place would be another recipe in all others.
      expect(Object.isFrozen(recipe) && Object.isFrozen(recipe.decode)).toBe(true);
    }
  });

  test('is completed by the editor: presets have literal names, and keys their types', () => {
    expectTypeOf(recipes['transformers/clip']).toEqualTypeOf<Recipe>();
    // @ts-expect-error there is no such layout
    expect(() => defineRecipe({ ...base, layout: 'CHW' })).toThrow('layout is "CHW"');
  });

  test('takes its resize along when its size is changed, as its library does', () => {
    const resized = (recipe: Recipe) => planGeometry(recipe, { width: 900, height: 600 }).resized.height;
    expect(resized(base)).toBe(256);
    expect(resized({ ...base, size: 160 })).toBe(183);
    expect(resized({ ...recipes['timm/imagenet-0.95'], size: 288 })).toBe(303);
    expect(resized({ ...recipes['transformers/clip'], size: 336 })).toBe(336);
    expect(resized({ ...recipes['paddle/det'], size: 320 })).toBe(224);
    expect(resized({ ...base, size: { width: 192, height: 96 } })).toBe(219);
  });

  const wrong: [string, Record<string, unknown>, string][] = [
    [
      'a key that does not exist',
      { kernal: 'pillow/bicubic' },
      'there is no key kernal. Did you mean kernel? Known keys: name, size, decode, sourceCrop, resize, kernel, pillow, crop, pad, channels, gamma, scale, mean, std, layout, dtype, quantization.',
    ],
    [
      'such a key inside of a step',
      { resize: { to: 'short-side', side: 256, other: 'trunc', roundin: 'trunc' } },
      'there is no key resize.roundin. Known keys: to, side, other.',
    ],
    ['a step left out', { decode: undefined }, 'decode is missing. Every step is explicit: spread a preset'],
    ['part of a step left out', { size: { width: 224 } }, 'size.height is missing.'],
    ['a size of 0', { size: 0 }, 'size is 0. Expected a whole number from 1 to 32768.'],
    ['a size in text', { size: '224' }, 'size is "224". Expected a whole number from 1 to 32768.'],
    ['a huge size', { size: 1e6 }, 'size is 1000000. Expected a whole number from 1 to 32768.'],
    [
      'another spelling',
      { channels: 'rgb' },
      `channels is "rgb". Expected 'RGB' (or another of 'RGB', 'BGR', 'gray').`,
    ],
    ['another layout', { layout: 'CHW' }, `layout is "CHW". Expected 'NCHW' (or another of 'NCHW', 'NHWC').`],
    [
      'a step in one word',
      { resize: 'stretch' },
      `resize is "stretch". Expected an object whose to is one of 'size', 'short-side', 'cover', 'contain', 'multiple', 'height', 'pixels'.`,
    ],
    [
      'a step of an unknown kind',
      { crop: { at: 'centre', offset: 'trunc' } },
      `crop.at is "centre". Expected 'center' (or another of 'center', 'pixels').`,
    ],
    [
      'a rule of rounding that is none',
      { resize: { to: 'short-side', side: { times: 256, per: 224, rounding: 'floor' }, other: 'trunc' } },
      `resize.side.rounding is "floor". Expected 'trunc', 'half-even', 'half-up', 'ceil'.`,
    ],
    ['a division by 0', { std: [0.2, 0, 0.2] }, 'std.1 is 0. Expected a number other than 0.'],
    ['NaN', { mean: NaN }, 'mean is NaN. Expected a number.'],
    ['infinity', { scale: Infinity }, 'scale is Infinity. Expected a finite number.'],
    [
      'a colour in words',
      { pad: { picture: 'center', fill: 'gray', when: 'before-values' } },
      'pad.fill is "gray". Expected a number.',
    ],
    ['two means for three channels', { mean: [0.5, 0.5] }, "mean has 2 numbers, and channels 'RGB' are 3."],
    ['three means for gray', { channels: 'gray' }, "mean has 3 numbers, and channels 'gray' are 1."],
    [
      'bytes of normalized values',
      { dtype: 'uint8' },
      "dtype is 'uint8', and scale, mean and std leave 5 levels of the 256. Give the quantization of the model input { scale, zeroPoint }, or scale 1, mean 0 (uint8) or 128 (int8) and std 1.",
    ],
    [
      'floats with a quantization',
      { quantization: { scale: 0.1, zeroPoint: 0 } },
      "quantization is given, and dtype is 'float32'. Leave it out, or say dtype 'uint8' or 'int8'.",
    ],
    [
      'two ways to fill up',
      { pad: { picture: 'center', fill: 0, when: 'before-values' } },
      'crop.zeros and pad both fill up a picture that is too small. Leave one of them out.',
    ],
  ];
  test.each(wrong)('with %s is refused by the name of the key', (_, change, message) => {
    expect(() => defineRecipe({ ...base, ...change } as Recipe)).toThrow(
      expect.objectContaining({ code: 'bad-recipe', message: expect.stringContaining(`exray: recipe: ${message}`) }),
    );
  });

  test('that is none is refused', async () => {
    for (const [given, shown] of [
      [3, '3'],
      [null, 'null'],
      [[], 'an array of 0'],
      [undefined, 'undefined'],
    ] as const)
      await expect(resolveRecipe(given as never)).rejects.toThrow(
        `exray: recipe: it is ${shown}, not a recipe. Give a preset's name, a recipe as plain data`,
      );
  });

  test('with a kernel without its library gets the libraries that have one', () => {
    expect(() => defineRecipe({ ...base, kernel: 'bilinear' as never })).toThrow(
      expect.objectContaining({ code: 'kernel-unknown', message: expect.stringContaining('pillow/bilinear') }),
    );
  });
});

describe('a name', () => {
  const refusal = (name: string): Promise<string> =>
    resolveRecipe(name).then(
      () => 'found',
      (error: Error) => error.message,
    );

  test('of a preset is enough', async () => {
    expect(await resolveRecipe('keras/caffe')).toBe(recipes['keras/caffe']);
  });

  test('that several presets have gets the candidates', async () => {
    expect(await refusal('imagenet')).toMatchInlineSnapshot(`
      "exray: there is no recipe "imagenet".
      Libraries preprocess differently under that name, by a pixel or by a kernel.
      Name the one that the model was trained or exported with:
        'torchvision/imagenet-v1'
        'torchvision/imagenet-v2'
        'torchvision/vit-swag-e2e'
        'torchvision/vit-swag-linear'
        'timm/imagenet-0.875'
        'timm/imagenet-0.9'
        'timm/imagenet-0.95'
        'timm/imagenet-1.0'
        'keras/torch'"
    `);
  });

  test.each([
    ['clip', "'transformers/clip'"],
    ['siglip', "Did you mean 'transformers/siglip'?"],
    ['Transformers/CLIP', "Did you mean 'transformers/clip'?"],
    ['torchvison/imagenet-v1', "Did you mean 'torchvision/imagenet-v1'?"],
    ['yolov8', "'ultralytics/yolo'"],
    ['torchvision', "'torchvision/imagenet-v1'"],
    ['squeezenet', "Did you mean 'torchvision/imagenet-v1'?"],
    ['mobilenet', "'keras/tf'"],
  ])('that is near gets what was meant: %s', async (name, meant) => {
    expect(await refusal(name)).toContain(meant);
  });

  test.each(['foo', '', '/', '\u0000', '__proto__', 'constructor'])(
    'that means nothing gets the libraries: %j',
    async (name) => {
      expect(await refusal(name)).toBe(
        `exray: there is no recipe ${JSON.stringify(name)}. A recipe is named by library and use. There are those of torchvision, timm, transformers, transformers.js, keras, tf, pillow, tflite, mediapipe, opencv, ultralytics, paddle, rapidocr (docs/recipes.md), and a path of a preprocessor_config.json works, too.`,
      );
    },
  );
});
