import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planGeometry } from '../../../src/preprocessing/geometry/planGeometry.ts';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import { fixAsCode, fixCode } from '../../../src/report/fixes/fixAsCode.ts';
import { geometryCode } from '../../../src/report/fixes/geometryCode.ts';
import { recipeCode } from '../../../src/report/fixes/recipeCode.ts';

const base = recipes['torchvision/imagenet-v1'] as Recipe;
const { crop: _, ...uncropped } = base;

/** Geometries that no preset has. */
const others: Record<string, Recipe> = {
  'central square': {
    ...uncropped,
    sourceCrop: { kind: 'central-square', fraction: 0.8, offset: 'half-even' },
    resize: { to: 'size' },
  },
  'largest square': {
    ...uncropped,
    sourceCrop: { kind: 'central-square', fraction: 1, offset: 'ceil' },
    resize: { to: 'size' },
  },
  aspect: {
    ...uncropped,
    size: { width: 320, height: 200 },
    sourceCrop: { kind: 'central-aspect', offset: 'half-up' },
    resize: { to: 'size' },
  },
  'square aspect': { ...uncropped, sourceCrop: { kind: 'central-aspect', offset: 'trunc' }, resize: { to: 'size' } },
  box: { ...uncropped, sourceCrop: { kind: 'box', x: 3, y: 5, width: 40, height: 30 }, resize: { to: 'size' } },
  pixels: { ...uncropped, resize: { to: 'pixels', width: 300, height: 260 } },
  'crop at a place': { ...base, resize: { to: 'pixels', width: 300, height: 260 }, crop: { at: 'pixels', x: 7, y: 9 } },
  'never enlarged': {
    ...uncropped,
    resize: { to: 'contain', enlarge: false },
    pad: { picture: 'top-left', fill: [1, 2, 3], when: 'before-values' },
  },
  'rounded up': {
    ...base,
    resize: { to: 'short-side', side: 300, other: 'ceil' },
    crop: { at: 'center', offset: 'half-up' },
  },
};

/** The numbers that the code of a geometry computes. */
const computed = (recipe: Recipe, width: number, height: number) => {
  const { lines, source, resized, crop, pad, size } = geometryCode(recipe);
  const object = (values: object | undefined) =>
    values === undefined
      ? 'undefined'
      : `{ ${Object.entries(values)
          .map(([key, value]) => `${key}: ${value}`)
          .join(', ')} }`;
  const code = [
    ...lines.map(({ text }) => text),
    `return { source: ${object(source)}, resized: ${object(resized)}, crop: ${object(crop)}, pad: ${object(pad)}, size: ${object(size)} };`,
  ].join('\n');
  return new Function('w', 'h', code)(width, height) as Record<string, Record<string, number> | undefined>;
};

describe('the code of a geometry computes what the recipe plans', () => {
  test.each(Object.entries({ ...recipes, ...others }))('%s', (_name, recipe) => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 3000 }), fc.integer({ min: 60, max: 3000 }), (width, height) => {
        const plan = planGeometry(recipe, { width, height });
        const { source, resized, crop, pad, size } = computed(recipe, width, height);
        const box = ({ x, y, ...rest }: { x: number; y: number; width: number; height: number }) => ({
          left: x,
          top: y,
          ...rest,
        });
        const plain = (values: object) =>
          Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value + 0]));
        if (source !== undefined) expect(plain(source)).toEqual(box(plan.source));
        if (resized !== undefined) expect(resized).toEqual(plan.resized);
        // A picture that is smaller than its crop gets a border, which no fix writes: exray does it.
        const isSmall = plan.pad.left + plan.pad.top + plan.pad.right + plan.pad.bottom > 0 && recipe.pad === undefined;
        if (crop !== undefined && !isSmall) expect(plain(crop)).toEqual(box(plan.crop));
        if (pad !== undefined && recipe.pad?.when === 'before-values') expect(plain(pad)).toEqual(plan.pad);
        expect(recipe.pad?.when === 'after-values' || isSmall ? plan.size : size).toEqual(plan.size);
      }),
    );
  });
});

describe('a recipe as code', () => {
  test('is the name of a preset, the nearest one with its changes, or all of it', () => {
    const clip = recipes['transformers/clip'] as Recipe;
    expect(recipeCode(clip)).toEqual({ lines: [], expression: "'transformers/clip'", readsPresets: false });
    expect(recipeCode({ ...clip, size: 336, name: 'transformers/clip' }).expression).toBe(
      "{ ...recipes['transformers/clip'], size: 336 }",
    );
    const odd: Recipe = {
      size: { width: 48, height: 32 },
      decode: { orientation: 'exif', icc: 'applied', alpha: [0, 0, 0], like: 'sharp' },
      kernel: 'sharp/mks2021',
      channels: 'gray',
      scale: 0.017,
      mean: 1,
      std: 2,
      layout: 'NHWC',
      dtype: 'uint8',
      quantization: { scale: 0.5, zeroPoint: 3 },
    };
    const { lines, expression, readsPresets } = recipeCode(odd);
    expect([expression, readsPresets]).toEqual(['recipe', false]);
    expect(new Function(`${lines.join('\n')}\nreturn recipe;`)()).toEqual(odd);
  });

  test('equals the recipe, whatever is changed', () => {
    const changes = fc.record(
      {
        size: fc.integer({ min: 8, max: 640 }),
        channels: fc.constantFrom('RGB', 'BGR'),
        mean: fc.array(fc.float({ noNaN: true, min: 0, max: 1 }), { minLength: 3, maxLength: 3 }),
        gamma: fc.constantFrom(2.2, undefined),
        crop: fc.constant(undefined),
        kernel: fc.constantFrom('sharp/linear', 'opencv/area'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(recipes)), changes, (recipe, change) => {
        const wanted = { ...recipe, ...change } as Recipe;
        const { lines, expression } = recipeCode(wanted);
        const made = new Function('recipes', `${lines.join('\n')}\nreturn ${expression};`)(recipes) as Recipe | string;
        const plain = (value: unknown) =>
          JSON.stringify(
            Object.entries(JSON.parse(JSON.stringify(value)) as object)
              .filter(([key]) => key !== 'name')
              .sort(),
          );
        expect(plain(typeof made === 'string' ? recipes[made] : made)).toBe(plain(wanted));
      }),
    );
  });

  test('says in a comment why it is not in the library that was asked for', () => {
    expect(fixAsCode(recipes['tf/resize'] as Recipe, ['kernel'], 'sharp')).toEqual([
      '// sharp has no TensorFlow bilinear: exray computes the recipe itself',
      "import { preprocess } from 'exray/preprocess';",
      "const { data, shape: dims } = await preprocess(image, 'tf/resize'); // <- kernel",
    ]);
  });

  test('gives transformers.js its own pixel_values', () => {
    const lines = fixAsCode(recipes['transformers/clip'] as Recipe, ['kernel'], '@huggingface/transformers');
    expect(lines.at(-1)).toBe("const pixel_values = new Tensor('float32', data, dims); // for model({ pixel_values })");
    expect(lines).toContain("  .resize(rw, rh, { fit: 'fill', kernel: 'cubic' }) // <- kernel");
  });

  test.each([
    ['sharp', 'opencv/blob', 'sharp cannot resample by the factor itself, as blobFromImage does'],
    ['sharp', 'keras/tf', 'sharp has no Pillow nearest'],
    ['sharp', 'paddle/rec', 'sharp pads before the value map, this recipe after it'],
    ['sharp', 'tf/slim-vgg', 'sharp has TensorFlow bilinear-legacy only as .affine, which nothing can crop'],
    ['@napi-rs/canvas', 'torchvision/imagenet-v1', 'drawImage has no Pillow bilinear'],
    ['@tensorflow/tfjs', 'torchvision/imagenet-v1', 'TensorFlow.js has no Pillow bilinear'],
    ['@tensorflow/tfjs', 'tflite/int8', 'TensorFlow.js has no int8 tensors'],
  ] as const)('%s cannot give %s', (library, preset, why) => {
    expect(fixCode(recipes[preset] as Recipe, [], library)).toMatchObject({ library: 'exray', obstacle: why });
  });

  test.each([
    ['sharp', 'transformers/vit', 'cmyk', 'sharp converts CMYK by a colour profile'],
    ['@tensorflow/tfjs', 'tf/resize', 'cmyk', 'sharp converts CMYK by a colour profile'],
    [
      'sharp',
      'transformers/vit',
      'grey16',
      'sharp keeps the upper byte of 16-bit gray, where Pillow cuts values at 255',
    ],
    ['@tensorflow/tfjs', 'tf/resize', 'grey16', undefined],
  ] as const)('%s decodes for %s what is %s', (library, preset, space, why) => {
    const facts = { size: { width: 640, height: 427 }, exif: 1, icc: false, alpha: false, space };
    expect(fixCode(recipes[preset] as Recipe, [], library, facts).obstacle).toBe(why);
  });

  test.each([
    ['exif', { exif: 6 }, 'loadImage turns pictures by their EXIF orientation'],
    ['icc', { icc: true }, 'loadImage applies colour profiles'],
    ['alpha', { alpha: true }, 'a canvas multiplies colours by alpha, which loses them'],
  ])('a canvas does not decode this image as the recipe says: %s', (_what, more, why) => {
    const recipe: Recipe = { ...(recipes['transformers/vit'] as Recipe), kernel: 'canvas/low' };
    const facts = { size: { width: 640, height: 427 }, exif: 1, icc: false, alpha: false, ...more };
    expect(fixCode(recipe, [], '@napi-rs/canvas', facts).obstacle).toBe(why);
  });
});
