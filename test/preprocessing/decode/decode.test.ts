import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decode, imageFacts } from '../../../src/preprocessing/decode/decode.ts';
import type { Decode } from '../../../src/preprocessing/recipe/recipe.ts';
import { resamplerOf } from '../../../src/preprocessing/resample/index.ts';
import type { DecodedImage } from '../../../src/trace/trace.ts';

const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url));

interface Told {
  width: number;
  height: number;
  sha256: string;
  samples: number[];
}
/** By file and library; made by fixtures/make/decoding.py. */
const decoded = JSON.parse(readFileSync(join(fixtures, 'preprocessing/decoding/decoded.json'), 'utf8')) as Record<
  string,
  Record<string, Told>
>;
const pathOf = (file: string): string =>
  [join(fixtures, 'photos', file), join(fixtures, 'preprocessing/decoding/images', file)].find((path) =>
    existsSync(path),
  ) as string;

const pillow: Decode = { orientation: 'stored', icc: 'ignored', alpha: 'dropped', like: 'pillow' };
const ways: Record<string, Decode> = {
  pillow,
  'pillow, upright': { ...pillow, orientation: 'exif' },
  'pillow, over white': { ...pillow, alpha: [255, 255, 255] },
  'pillow, profile applied': { ...pillow, icc: 'applied' },
  opencv: { ...pillow, orientation: 'exif', like: 'opencv' },
  tf: { ...pillow, like: 'tf' },
  'tf, accurate': { ...pillow, like: 'tf' },
};

const sampled = ({ data, width, height }: { data: ArrayLike<number>; width: number; height: number }): number[] => {
  const values: number[] = [];
  for (let y = 0; y < height; y += 16)
    for (let x = 0; x < width; x += 16)
      for (let c = 0; c < 3; c++) values.push(data[(y * width + x) * 3 + c] as number);
  return values;
};

/** Where a library rounds in a way of its own: within one. */
const nearly = new Set(['rocket.jpg by pillow, profile applied', 'cmyk.tiff by opencv']);

describe('an image is decoded to the bytes that the library decodes it to:', () => {
  const cases = Object.entries(decoded).flatMap(([file, told]) => Object.keys(told).map((way) => [file, way] as const));
  const exact = cases.filter(([file, way]) => !nearly.has(`${file} by ${way}`) && !isFastTf(file, way));

  test.each(exact)('%s by %s', async (file, way) => {
    const told = decoded[file]?.[way] as Told;
    const pixels = await decode(pathOf(file), ways[way] as Decode);
    expect([pixels.width, pixels.height, pixels.channels]).toEqual([told.width, told.height, 3]);
    expect(sampled(pixels)).toEqual(told.samples);
    expect(
      createHash('sha256')
        .update(pixels.data as Uint8Array)
        .digest('hex'),
    ).toBe(told.sha256);
  });

  test.each(cases.filter(([file, way]) => nearly.has(`${file} by ${way}`)))(
    '%s by %s, within one',
    async (file, way) => {
      const pixels = await decode(pathOf(file), ways[way] as Decode);
      expect(furthest(sampled(pixels), decoded[file]?.[way]?.samples as number[])).toBe(1);
    },
  );

  test('a JPEG by TensorFlow, whose faster inverse DCT is not computed: up to 18 off, below 1.5 on average', async () => {
    const fast = cases.filter(([file, way]) => isFastTf(file, way));
    for (const [file, way] of fast) {
      const [mine, right] = [
        sampled(await decode(pathOf(file), ways.tf as Decode)),
        decoded[file]?.[way]?.samples as number[],
      ];
      expect(furthest(mine, right), file).toBeLessThanOrEqual(18);
      expect(
        mine.reduce((sum, value, i) => sum + Math.abs(value - (right[i] as number)), 0) / mine.length,
      ).toBeLessThan(1.5);
    }
  });

  test('a wide profile changes colours where it is applied, and only there', async () => {
    const ignored = sampled(await decode(pathOf('rocket.jpg'), pillow));
    const applied = sampled(await decode(pathOf('rocket.jpg'), { ...pillow, icc: 'applied' }));
    expect(furthest(ignored, applied)).toBeGreaterThan(20);
  });
});

const furthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))));

function isFastTf(file: string, way: string): boolean {
  return way === 'tf' && decoded[file]?.['tf, accurate'] !== undefined;
}

describe('an image', () => {
  const file = pathOf('coffee-exif6.jpg');

  test('is a path, a file: URL, bytes or pixels, and gives the same', async () => {
    const right = await decode(file, pillow);
    const bytes = readFileSync(file);
    const within = new Uint8Array(bytes.length + 9);
    within.set(bytes, 5);
    for (const source of [
      pathToFileURL(file),
      pathToFileURL(file).href,
      relative('', file),
      bytes,
      within.subarray(5, 5 + bytes.length),
      right as DecodedImage,
    ])
      expect(await decode(source, pillow)).toEqual({ ...right, data: expect.anything() });
    expect((await decode(within.subarray(5, 5 + bytes.length), pillow)).data).toEqual(right.data);
  });

  test('of decoded pixels is gray, gray with alpha, RGB or RGBA', async () => {
    const of = async (data: number[], channels: number, alpha: Decode['alpha'] = 'dropped') =>
      Array.from(
        (await decode({ data: Uint8Array.from(data), width: 2, height: 1, channels }, { ...pillow, alpha })).data,
      );
    expect(await of([7, 9], 1)).toEqual([7, 7, 7, 9, 9, 9]);
    expect(await of([7, 0, 9, 255], 2)).toEqual([7, 7, 7, 9, 9, 9]);
    expect(await of([7, 0, 9, 255], 2, [255, 254, 253])).toEqual([255, 254, 253, 9, 9, 9]);
    expect(await of([1, 2, 3, 4, 5, 6], 3)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await of([1, 2, 3, 128, 5, 6, 7, 0], 4)).toEqual([1, 2, 3, 5, 6, 7]);
    expect(await of([0, 100, 200, 128, 5, 6, 7, 0], 4, [255, 255, 255])).toEqual([127, 177, 227, 255, 255, 255]);
  });

  test('of CMYK is converted by its profile where sharp decodes it, and by the formula of the library elsewhere', async () => {
    const cmyk = pathOf('china-cmyk.jpg');
    const bySharp = sampled(await decode(cmyk, { ...pillow, like: 'sharp', icc: 'applied' }));
    expect(furthest(bySharp, decoded['china-cmyk.jpg']?.pillow?.samples as number[])).toBeGreaterThan(30);
  });

  test('of transparency is flattened by sharp where sharp decodes it', async () => {
    const rgba = pathOf('flower-rgba.png');
    const flattened = await decode(rgba, { ...pillow, like: 'sharp', alpha: [255, 255, 255] });
    const right = await sharp(rgba).flatten({ background: '#fff' }).raw().toBuffer();
    expect(Buffer.compare(Buffer.from(flattened.data as Uint8Array), right)).toBe(0);
  });

  test('is described before it is decoded', async () => {
    expect(await imageFacts(file)).toMatchObject({
      size: { width: 320, height: 480 },
      exif: 6,
      format: 'jpeg',
      icc: false,
      alpha: false,
    });
    expect((await imageFacts(file, { orientation: 'exif' })).size).toEqual({ width: 480, height: 320 });
    expect(await imageFacts(pathOf('rocket.jpg'))).toMatchObject({ icc: true });
    expect(await imageFacts(pathOf('flower-rgba.png'))).toMatchObject({ alpha: true, format: 'png', exif: 1 });
    const pixels = { data: new Uint8Array(8), width: 2, height: 1, channels: 4 };
    expect(await imageFacts(pixels)).toEqual({ size: { width: 2, height: 1 }, exif: 1, icc: false, alpha: true });
  });

  test.each([
    ['china.jpg', 2, 3.5],
    ['flower.jpg', 4, 6],
    ['chelsea-301x227.jpg', 8, 10],
  ] as const)(
    'that libvips shrinks while it loads is as good as the one it made: %s at 1/%d',
    async (name, times, factor) => {
      const path = pathOf(name);
      const whole = await decode(path, pillow);
      const [width, height] = [Math.round(whole.width / factor), Math.round(whole.height / factor)];
      const bySharp = await sharp(path, { ignoreIcc: true })
        .resize(width, height, { fit: 'fill', kernel: 'linear' })
        .raw()
        .toBuffer();
      const rms = (pixels: DecodedImage): number => {
        const { data } = resamplerOf('sharp/linear').resample(pixels, width, height);
        return Math.sqrt(
          bySharp.reduce((sum, value, i) => sum + (value - (data[i] as number)) ** 2, 0) / bySharp.length,
        );
      };
      expect(rms((await decode(path, pillow, { shrinkOnLoad: times })) as DecodedImage)).toBeLessThan(0.6);
      expect(rms(whole as DecodedImage)).toBeGreaterThan(2);
    },
  );

  test('that is no JPEG is not shrunk while it is loaded', async () => {
    expect((await decode(pathOf('flower-rgba.png'), pillow, { shrinkOnLoad: 2 })).width).toBe(320);
  });
});
