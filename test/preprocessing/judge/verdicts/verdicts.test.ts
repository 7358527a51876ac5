import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../../src/preprocessing/decode/decode.ts';
import { planGeometry } from '../../../../src/preprocessing/geometry/planGeometry.ts';
import { judgePreprocessing } from '../../../../src/preprocessing/judge/judge.ts';
import { recipes } from '../../../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../../../src/preprocessing/recipe/recipe.ts';
import { toTensor } from '../../../../src/preprocessing/tensor/toTensor.ts';
import type { Tensor } from '../../../../src/tensor/tensor.ts';
import { bySharp, feedsOf, photoOf, verdictRecipes } from './feeds.ts';

const LATE = Number.POSITIVE_INFINITY;
const judge = (tensor: Tensor, photo: string, recipe: Recipe, options = {}) =>
  judgePreprocessing(tensor, photoOf(photo), recipe, { deadline: LATE, ...options });

// A part of what run.ts asks of 8 photos by 4 recipes.
const asked = [
  ['camera-gray.png', 'bilinear', ['sharp itself', 'torch on bytes', 'sharp/mitchell', 'crop + 1, 0']],
  ['rocket.jpg', 'bicubic', ['sharp itself', 'int8', 'pillow/lanczos', 'JPEG 80']],
  ['astronaut.jpg', 'lanczos', ['sharp itself', 'float16', 'pillow/bicubic', 'brighter by 3']],
  ['flower.jpg', 'no antialias', ['twin opencv/linear', 'twin canvas/low', 'tf/bilinear-align-corners']],
] as const;

describe.each(asked)('%s by a recipe with %s', async (photo, name, words) => {
  const { recipe } = verdictRecipes[name] as (typeof verdictRecipes)[string];
  const feeds = (await feedsOf(photo, name)).filter((feed) => words.some((word) => feed.name.includes(word)));

  test.each(feeds.map((feed) => [feed.kind === 'different' ? 'fails' : 'passes', feed.name, feed] as const))(
    '%s: %s',
    async (_, __, { kind, make }) => {
      const { verdict } = await judge(await make(), photo, recipe);
      expect(verdict).toBe(kind === 'different' ? 'mismatch' : 'match');
    },
    60_000,
  );
});

describe('another library with a kernel of the same family', () => {
  test.each([
    ['bilinear', 'china.jpg'],
    ['bicubic', 'coffee.jpg'],
    ['lanczos', 'hubble.jpg'],
  ] as const)(
    'passes where sharp shrinks 6 times and rounds further off (%s)',
    async (name, photo) => {
      const { recipe: whole, sharp } = verdictRecipes[name] as (typeof verdictRecipes)[string];
      const recipe = { ...whole, size: 64 };
      const pixels = await decode(photoOf(photo), recipe.decode);
      const tensor = toTensor(await bySharp(pixels, planGeometry(recipe, pixels), sharp ?? 'linear'), recipe);
      const { verdict, level, diagnosis } = await judge(tensor, photo, recipe);
      expect({ verdict, level }).toEqual({ verdict: 'match', level: 'library' });
      expect(diagnosis.toRecipe?.rms).toBeGreaterThan(0.6);
      expect((await judge(tensor, photo, recipe, { level: 'rounding' })).verdict).toBe('mismatch');
    },
    60_000,
  );

  test("passes where a canvas resizes as OpenCV's bilinear does", async () => {
    const photo = 'chelsea-301x227.jpg';
    const recipe = { ...(recipes['opencv/blob-caffe'] as Recipe), size: 128 };
    const context = createCanvas(128, 128).getContext('2d');
    context.drawImage(await loadImage(photoOf(photo)), 0, 0, 128, 128);
    const { data } = context.getImageData(0, 0, 128, 128);
    const rgb = Uint8ClampedArray.from(
      { length: 128 * 128 * 3 },
      (_, i) => data[Math.floor(i / 3) * 4 + (i % 3)] as number,
    );
    const tensor = toTensor({ data: rgb, width: 128, height: 128, channels: 3 }, recipe);
    const { verdict, notes } = await judge(tensor, photo, recipe);
    expect(verdict).toBe('match');
    expect(notes).toMatchObject([{ kind: 'twin', difference: { found: { kernel: 'canvas/low' } } }]);
  }, 60_000);

  test('fails where sharp enlarges: libvips moves the picture by half a pixel', async () => {
    const photo = 'chelsea-301x227.jpg';
    const recipe = { ...(recipes['transformers/vit'] as Recipe), size: 336 };
    const pixels = await decode(photoOf(photo), recipe.decode);
    const tensor = toTensor(await bySharp(pixels, planGeometry(recipe, pixels), 'linear'), recipe);
    const { verdict, diagnosis } = await judge(tensor, photo, recipe);
    expect(verdict).toBe('mismatch');
    expect(diagnosis.differences.map(({ found }) => found)).toEqual([{ kernel: 'sharp/linear' }]);
  }, 60_000);
});
