import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { recipeCoverage } from '../../../src/preprocessing/coverage/recipeCoverage.ts';
import { decode } from '../../../src/preprocessing/decode/decode.ts';
import { diagnosePreprocessing } from '../../../src/preprocessing/diagnose/diagnosePreprocessing.ts';
import { planGeometry } from '../../../src/preprocessing/geometry/planGeometry.ts';
import { render } from '../../../src/preprocessing/geometry/render.ts';
import { judgePreprocessing } from '../../../src/preprocessing/judge/judge.ts';
import type { Pixels } from '../../../src/preprocessing/pixels/pixels.ts';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import { toTensor } from '../../../src/preprocessing/tensor/toTensor.ts';

const photo = (name: string) => fileURLToPath(new URL(`../../../fixtures/photos/${name}`, import.meta.url));
const torchvision = recipes['torchvision/imagenet-v1'] as Recipe;
const clip = recipes['transformers/clip'] as Recipe;
const LATE = Number.POSITIVE_INFINITY;

/** What an app with sharp makes of an image, its sizes and crop right. */
const bySharp = async (
  image: string,
  recipe: Recipe,
  kernel: 'linear' | 'cubic' | 'lanczos3' | 'mitchell',
  { right = 0, quality }: { right?: number; quality?: number } = {},
): Promise<Pixels> => {
  const pixels = await decode(image, recipe.decode);
  const { resized, crop, size } = planGeometry(recipe, pixels);
  const raw = { width: pixels.width, height: pixels.height, channels: 3 as const };
  const again =
    quality === undefined
      ? Buffer.from(pixels.data)
      : await sharp(await sharp(Buffer.from(pixels.data), { raw }).jpeg({ quality }).toBuffer())
          .raw()
          .toBuffer();
  const data = await sharp(again, { raw })
    .resize(resized.width, resized.height, { fit: 'fill', kernel })
    .extract({ left: crop.x + right, top: crop.y, width: crop.width, height: crop.height })
    .raw()
    .toBuffer();
  return { data, ...size, channels: 3 };
};

const judge = (pixels: Pixels, image: string, recipe: Recipe, options = {}) =>
  judgePreprocessing(toTensor(pixels, recipe), image, recipe, { deadline: LATE, ...options });

describe.each([
  ['china.jpg', torchvision, 'linear'],
  ['coffee.jpg', clip, 'cubic'],
  ['chelsea.png', torchvision, 'linear'],
  ['hubble.jpg', clip, 'cubic'],
] as const)('%s, judged by %o', (name, recipe, twin) => {
  const image = photo(name);

  test("passes with sharp's kernel of the same family, as a note", async () => {
    const judged = await judge(await bySharp(image, recipe, twin), image, recipe);
    expect(judged).toMatchObject({ verdict: 'match', level: 'library', notes: [{ kind: 'twin' }] });
  }, 60_000);

  test('fails with it where only rounding may differ', async () => {
    const pixels = await bySharp(image, recipe, twin);
    expect((await judge(pixels, image, recipe, { level: 'rounding' })).verdict).toBe('mismatch');
  }, 60_000);

  test("fails with sharp's default kernel, which it names", async () => {
    const { verdict, diagnosis } = await judge(await bySharp(image, recipe, 'lanczos3'), image, recipe);
    expect(verdict).toBe('mismatch');
    expect(diagnosis.differences.map(({ found }) => found)).toEqual([{ kernel: 'sharp/lanczos3' }]);
  }, 60_000);

  test('passes with another kernel that is allowed, and says so', async () => {
    const pixels = await bySharp(image, recipe, 'lanczos3');
    const judged = await judge(pixels, image, recipe, { allow: { kernel: 'nobody told sharp' } });
    expect(judged).toMatchObject({ verdict: 'match', notes: [{ kind: 'allowed', reason: 'nobody told sharp' }] });
  }, 60_000);

  test('fails where the crop is one pixel too far right', async () => {
    const { verdict, diagnosis } = await judge(await bySharp(image, recipe, twin, { right: 1 }), image, recipe);
    expect(verdict).toBe('mismatch');
    expect(diagnosis.differences[0]?.step).toBe('geometry');
  }, 60_000);

  test('names no step where the image was encoded again', async () => {
    const { diagnosis } = await judge(await bySharp(image, recipe, twin, { quality: 92 }), image, recipe);
    expect(diagnosis.explained).toBe('noise');
    expect(diagnosis.differences).toEqual([]);
    expect(diagnosis.residual.rms).toBeGreaterThan(0.5);
  }, 60_000);

  test('tells brighter pixels from another decoder', async () => {
    const pixels = await decode(image, recipe.decode);
    const right = render(pixels, planGeometry(recipe, pixels), recipe);
    const brighter = { ...right, data: Uint8ClampedArray.from(right.data, (value) => value + 1) };
    const { verdict, diagnosis } = await judge(brighter, image, recipe, { level: 'decoder' });
    expect(verdict).toBe('mismatch');
    expect(diagnosis.differences.map(({ step }) => step)).toEqual(['values']);
  }, 60_000);
});

test('a step to allow that does not exist is an error that names the nearest', async () => {
  const tensor = { data: new Float32Array(3 * 224 * 224), shape: [1, 3, 224, 224], dtype: 'float32' as const };
  await expect(judgePreprocessing(tensor, photo('china.jpg'), clip, { allow: { kernal: 'x' } })).rejects.toThrow(
    /there is no step kernal. Did you mean kernel\?/,
  );
});

describe('a tensor that holds no image', () => {
  test('is refused by its shape', async () => {
    await expect(diagnosePreprocessing({ data: new Float32Array(3), shape: [3] }, photo('china.jpg'))).rejects.toThrow(
      /the tensor \[3\] holds no image/,
    );
    const batch = { data: new Float32Array(2 * 3 * 8 * 8), shape: [2, 3, 8, 8] };
    await expect(diagnosePreprocessing(batch, photo('china.jpg'))).rejects.toThrow(/holds 2 images/);
    const flat = { data: new Float32Array(3), shape: [3] };
    await expect(judgePreprocessing(flat, photo('china.jpg'), clip)).rejects.toThrow(
      /^exray: judgePreprocessing: the tensor \[3\] holds no image/,
    );
    await expect(diagnosePreprocessing({} as never, photo('china.jpg'))).rejects.toThrow(/what was given is no tensor/);
  });

  test('is not explained where it is constant, and its numbers that are none are counted', async () => {
    const data = new Float32Array(3 * 224 * 224).fill(0.5);
    const constant = await diagnosePreprocessing({ data, shape: [1, 3, 224, 224] }, photo('china.jpg'), {
      recipe: clip,
    });
    expect(constant.explained).toBe('unexplained');
    const holes = toTensor(await bySharp(photo('china.jpg'), clip, 'cubic'), clip);
    (holes.data as Float32Array).fill(Number.NaN, 100, 110);
    const found = await diagnosePreprocessing(holes, photo('china.jpg'), { recipe: clip });
    expect(found).toMatchObject({ notFinite: 10 });
    expect(found.explained).not.toBe('equal');
  }, 60_000);
});

test('coverage names what a gray photo without EXIF cannot show', async () => {
  const { tells, cannotTell } = await recipeCoverage(await readFile(photo('camera-gray.png')), torchvision);
  expect(tells).toContain('values/no-255');
  expect(tells).toContain('geometry/squash');
  expect(cannotTell).toContainEqual({ hypothesis: 'channels/bgr', why: 'gray' });
  expect(cannotTell).toContainEqual({ hypothesis: 'orientation/exif-applied', why: 'no-exif' });
  const colour = await recipeCoverage(photo('china.jpg'), torchvision);
  expect(colour.tells).toContain('channels/bgr');
}, 60_000);

test('pixels cast to whole numbers, as TensorFlow.js casts them, are no step that is wrong', async () => {
  const recipe: Recipe = { ...(recipes['tf/resize'] as Recipe), size: 64, scale: 1, mean: 0, std: 1 };
  for (const name of ['china.jpg', 'coffee.jpg', 'chelsea.png']) {
    const pixels = await decode(photo(name), recipe.decode);
    const { data, shape } = toTensor(render(pixels, planGeometry(recipe, pixels), recipe), recipe);
    const cast = { dtype: 'int32', shape, data: Int32Array.from(data as Float32Array) } as const;
    const { diagnosis, verdict } = await judgePreprocessing(cast, photo(name), recipe, { deadline: LATE });
    expect([name, diagnosis.explained, diagnosis.differences, verdict]).toEqual([name, 'noise', [], 'match']);
  }
});
