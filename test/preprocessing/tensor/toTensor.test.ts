import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesInMemory } from '../../../src/formats/byteSource.ts';
import type { Pixels } from '../../../src/preprocessing/pixels/pixels.ts';
import { preprocess } from '../../../src/preprocessing/preprocess.ts';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import { toTensor } from '../../../src/preprocessing/tensor/toTensor.ts';
import { decodeFloat16 } from '../../../src/tensor/float16.ts';
import { permute } from '../../../src/tensor/permute.ts';
import { allTensors, nrmse } from '../expected.ts';

const raw: Recipe = { ...recipes['tflite/float'], mean: 0, std: 1 };
const pixels: Pixels = { data: Uint8Array.of(10, 20, 30, 200, 100, 0), width: 2, height: 1, channels: 3 };
const values = (recipe: Partial<Recipe>, from = pixels): number[] =>
  Array.from(toTensor(from, { ...raw, ...recipe }).data as Float32Array);

const integers = (from: Pixels, recipe: Recipe): number[] =>
  Array.from(toTensor(from, recipe).data as Uint8Array | Int8Array);

const anyPixels = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, height }) =>
    fc
      .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
      .map((data): Pixels => ({ data, width, height, channels: 3 })),
  );

describe('a tensor', () => {
  test('holds pixels as they are where the values ask for nothing', () => {
    expect(toTensor(pixels, raw)).toEqual({
      dtype: 'float32',
      shape: [1, 1, 2, 3],
      data: Float32Array.of(10, 20, 30, 200, 100, 0),
    });
  });

  test('in planes is the interleaved one with its axes permuted', () => {
    fc.assert(
      fc.property(anyPixels, (image) => {
        const planes = toTensor(image, { ...recipes['torchvision/imagenet-v1'] });
        expect(permute(planes, [0, 2, 3, 1])).toEqual(
          toTensor(image, { ...recipes['torchvision/imagenet-v1'], layout: 'NHWC' }),
        );
      }),
    );
  });

  test('takes mean and std in its own channel order', () => {
    expect(values({ channels: 'BGR', mean: [1, 2, 3] })).toEqual([29, 18, 7, -1, 98, 197]);
    expect(values({ std: [2, 5, 10], scale: 0.5 })).toEqual([2.5, 2, 1.5, 50, 10, 0]);
  });

  test('of gray is the luma of Rec. 601, as Pillow rounds it', () => {
    // PIL.Image.fromarray(...).convert('L') of these two.
    expect(toTensor(pixels, { ...raw, channels: 'gray' })).toEqual({
      dtype: 'float32',
      shape: [1, 1, 2, 1],
      data: Float32Array.of(18, 118),
    });
    const floats = { ...pixels, data: Float32Array.from(pixels.data) };
    expect(values({ channels: 'gray' }, floats)).toEqual([Math.fround(18.15), Math.fround(118.5)]);
  });

  test('bends by gamma before the values', () => {
    expect(values({ gamma: 2 })).toEqual([10, 20, 30, 200, 100, 0].map((value) => Math.fround((value * value) / 255)));
    expect(values({ gamma: 2, scale: 1 / 255, mean: 1 })[5]).toBe(-1);
  });

  test('of floats beyond 0 to 255 keeps them: TF’s bicubic overshoots', () => {
    expect(values({}, { ...pixels, data: Float32Array.of(-3.5, 0, 260, 1, 2, 3) }).slice(0, 3)).toEqual([-3.5, 0, 260]);
  });

  test('of float16 holds the nearest ones', () => {
    const { dtype, data } = toTensor(pixels, { ...raw, scale: 1 / 255, dtype: 'float16' });
    expect(dtype).toBe('float16');
    expect(Array.from(decodeFloat16(data as Uint16Array))[0]).toBeCloseTo(10 / 255, 4);
  });

  test('of bytes is rounded half to even and cut off at its ends', () => {
    const half = { ...pixels, data: Float32Array.of(0.5, 1.5, 2.5, -4, 254.5, 300) };
    expect(integers(half, { ...raw, dtype: 'uint8' })).toEqual([0, 2, 2, 0, 254, 255]);
    expect(integers(half, { ...raw, dtype: 'int8', mean: 128 })).toEqual([-128, -126, -126, -128, 126, 127]);
    const quantized: Recipe = {
      ...raw,
      dtype: 'int8',
      scale: 1 / 127.5,
      mean: 1,
      quantization: { scale: 1 / 128, zeroPoint: -1 },
    };
    expect(integers(pixels, quantized)).toEqual([-119, -109, -99, 72, -29, -128]);
  });

  test('is filled up after the values with a value, or one per channel', () => {
    const text: Recipe = {
      ...raw,
      layout: 'NCHW',
      resize: { to: 'height', height: 1, width: 4 },
      pad: { picture: 'top-left', fill: 7, when: 'after-values' },
    };
    expect(toTensor(pixels, text)).toMatchObject({ shape: [1, 3, 1, 4] });
    expect(values(text)).toEqual([10, 200, 7, 7, 20, 100, 7, 7, 30, 0, 7, 7]);
    const each: Recipe['pad'] = { picture: 'top-left', fill: [1, 2, 3], when: 'after-values' };
    expect(values({ ...text, layout: 'NHWC', pad: each })).toEqual([10, 20, 30, 200, 100, 0, 1, 2, 3, 1, 2, 3]);
  });

  test('of a letterbox has its colour around the picture', async () => {
    const boxed: Recipe = {
      ...raw,
      size: { width: 2, height: 3 },
      resize: { to: 'contain', enlarge: true },
      pad: { picture: 'center', fill: [1, 2, 3], when: 'before-values' },
    };
    const tensor = await preprocess(pixels as never, boxed);
    expect(Array.from(tensor.data as Float32Array)).toEqual([
      1, 2, 3, 1, 2, 3, 10, 20, 30, 200, 100, 0, 1, 2, 3, 1, 2, 3,
    ]);
  });
});

test('the recipe of EfficientNet-Lite with Pillow gives what its port in PyTorch was fed', async () => {
  const fixture = (path: string) => fileURLToPath(new URL(`../../../fixtures/${path}`, import.meta.url));
  const traced = await allTensors(bytesInMemory(readFileSync(fixture('traces/china-torch.safetensors')), 'trace'));
  const tensor = await preprocess(fixture('photos/china.jpg'), { ...recipes['pillow/efficientnet-lite0'], size: 64 });
  const fed = traced['input/images'] as typeof tensor;
  expect(tensor.shape).toEqual(fed.shape);
  expect(nrmse(tensor, fed)).toBeLessThanOrEqual(1e-6);
});
