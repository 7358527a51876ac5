import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fed } from '../../src/preprocessing/diagnose/pipeline/fed.ts';
import { feed } from '../../src/preprocessing/diagnose/simulate/feed.ts';
import { preprocess } from '../../src/preprocessing/preprocess.ts';
import { recipes } from '../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../src/preprocessing/recipe/recipe.ts';
import { keepPictures, picture } from '../../src/report/picture.ts';

const photo = fileURLToPath(new URL('../../fixtures/photos/chelsea-301x227.jpg', import.meta.url));
const recipeNamed = (name: string, size?: number): Recipe => ({
  ...(recipes[name] as Recipe),
  name,
  ...(size !== undefined && { size }),
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exray-pictures-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** As the matcher calls it: with a path relative to the working directory. */
const keep = async (fed: Fed, recipe: Recipe, name: string) =>
  keepPictures(await feed(photo, fed), photo, recipe, relative(process.cwd(), join(folder, name)));

const read = async (path: string) => {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
};

describe('pictures beside a failing test', () => {
  test('show what the model saw, what it should have seen, and where they differ', async () => {
    const recipe = recipeNamed('torchvision/imagenet-v1');
    const paths = await keep({ ...recipe, channels: 'BGR' }, recipe, 'bgr');
    expect(paths.map((path) => path.replace(/^.*\//, ''))).toEqual([
      'bgr-saw.png',
      'bgr-should-have-seen.png',
      'bgr-difference.png',
    ]);
    const [saw, should, difference] = await Promise.all(paths.map(read));
    expect([saw?.width, saw?.height, saw?.channels]).toEqual([224, 224, 3]);
    // The model takes red for blue.
    const at = (224 * 100 + 100) * 3;
    expect(saw?.data[at]).toBe(should?.data[at + 2]);
    expect(saw?.data[at + 1]).toBe(should?.data[at + 1]);
    const red = reds(difference?.data);
    expect(red).toBeGreaterThan(224 * 224 * 0.5);
  });

  test('are left out where a test has kept as much as it may', async () => {
    const recipe = recipeNamed('transformers/clip');
    const path = relative(process.cwd(), join(folder, 'room'));
    const fed = await feed(photo, recipe);
    expect(await keepPictures(fed, photo, recipe, path, 0)).toEqual([]);
    // The difference, almost of one colour, is the smallest.
    const [only] = await keepPictures(fed, photo, recipe, path, 50_000);
    expect(only).toMatch(/room-difference\.png$/);
  });

  test('have no red pixel where nothing differs', async () => {
    const recipe = recipeNamed('transformers/clip');
    const [, , path] = await keep(recipe, recipe, 'same');
    expect(reds((await read(path as string)).data)).toBe(0);
  });

  test('show a wrong kernel, which is small', async () => {
    const recipe = recipeNamed('transformers/vit');
    const [, , path] = await keep({ ...recipe, kernel: 'pillow/nearest' }, recipe, 'kernel');
    expect(reds((await read(path as string)).data)).toBeGreaterThan(200);
  });

  test('are enlarged so that people see something, each pixel a square', async () => {
    const recipe = recipeNamed('keras/caffe', 50);
    const paths = await keep(recipe, recipe, 'small');
    const { data, width, height } = await read(paths[0] as string);
    expect([width, height]).toEqual([250, 250]);
    const pixel = (x: number, y: number) => [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
    expect(pixel(104, 54)).toEqual(pixel(100, 50));
    expect(pixel(105, 54)).not.toEqual(pixel(104, 54));
  });

  test('have no difference where the sizes differ, and no picture of what is none', async () => {
    const recipe = recipeNamed('transformers/vit');
    const names = (paths: string[]) => paths.map((path) => path.replace(/^.*\//, ''));
    expect(names(await keep({ ...recipe, size: 112 }, recipe, 'other'))).toEqual([
      'other-saw.png',
      'other-should-have-seen.png',
    ]);
    const flat = { dtype: 'float32', shape: [1, 150528], data: new Float32Array(150528) } as const;
    expect(names(await keepPictures(flat, photo, recipe, join(folder, 'flat')))).toEqual(['flat-should-have-seen.png']);
    expect((await readdir(folder)).filter((name) => name.startsWith('flat'))).toEqual(['flat-should-have-seen.png']);
  });
});

describe('a tensor as a picture', () => {
  test.each([
    'torchvision/imagenet-v1',
    'keras/caffe',
    'keras/tf',
    'tflite/uint8',
    'tflite/int8',
    'opencv/blob-caffe',
    'paddle/rec',
  ])('is what was in it, under %s', async (name) => {
    const recipe = recipeNamed(name);
    const tensor = await preprocess(photo, recipe);
    const drawn = picture(tensor, recipe);
    // The same recipe without its value map gives the pixels themselves.
    const plain: Recipe = { ...recipe, scale: 1, mean: 0, std: 1, channels: 'RGB', layout: 'NHWC', dtype: 'float32' };
    delete plain.quantization;
    const { data } = await preprocess(photo, plain);
    const [, height, width] = (await preprocess(photo, plain)).shape as [number, number, number];
    expect([drawn?.width, drawn?.height]).toEqual([width, height]);
    let worst = 0;
    for (let i = 0; i < width * height; i++) {
      // Padding after the value map is no pixel of the picture.
      if (recipe.pad?.when === 'after-values' && i % width > 62) continue;
      for (let c = 0; c < 3; c++)
        worst = Math.max(worst, Math.abs((drawn?.data[i * 4 + c] as number) - Number(data[i * 3 + c])));
    }
    expect(worst).toBeLessThanOrEqual(0.51);
  });

  test('shows what is no number in magenta', () => {
    const recipe = recipeNamed('transformers/vit', 2);
    const data = new Float32Array(12).fill(1);
    data[0] = Number.NaN;
    data[5] = Number.POSITIVE_INFINITY;
    const drawn = picture({ dtype: 'float32', shape: [1, 3, 2, 2], data }, recipe);
    expect([...(drawn?.data ?? [])]).toEqual([
      255, 0, 255, 255, 255, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    ]);
  });

  test('is gray of one channel, and half precision is read', () => {
    const recipe: Recipe = { ...recipeNamed('transformers/vit', 1), channels: 'gray', dtype: 'float16' };
    const one = picture({ dtype: 'float16', shape: [1, 1, 1, 1], data: new Uint16Array([0x0000]) }, recipe);
    expect([...(one?.data ?? [])]).toEqual([128, 128, 128, 255]);
  });
});

/** Pixels that pixelmatch marks. */
const reds = (data: Uint8Array = new Uint8Array()): number => {
  let count = 0;
  for (let i = 0; i < data.length; i += 3) if (data[i] === 255 && data[i + 1] === 0 && data[i + 2] === 0) count++;
  return count;
};
