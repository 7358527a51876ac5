import { createCanvas, ImageData } from '@napi-rs/canvas';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Pixels } from '../../../src/preprocessing/pixels/pixels.ts';
import { resamplers } from '../../../src/preprocessing/resample/index.ts';
import { differenceOf } from './fixtures.ts';

/** The libraries that are installed here, on photos: width and height before and after. */
const sizes = [
  [640, 427, 224, 224],
  [640, 427, 112, 112],
  [300, 200, 224, 149],
  [512, 512, 40, 40],
  [333, 500, 50, 60],
  [64, 48, 80, 67],
  [47, 61, 29, 19],
  [100, 80, 200, 160],
  [200, 300, 224, 150],
  [90, 200, 200, 90],
  [300, 300, 299, 298],
  [10, 10, 3, 3],
] as const;

const photos = ['china.jpg', 'chelsea.png'];
const sources = new Map<string, Pixels>();

beforeAll(async () => {
  for (const photo of photos) {
    for (const [width, height] of sizes) {
      const { data } = await sharp(`fixtures/photos/${photo}`)
        .resize(width, height, { fit: 'cover', kernel: 'nearest' })
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      sources.set(`${photo} ${width}x${height}`, { data: new Uint8Array(data), width, height, channels: 3 });
    }
  }
});

const bySharp = async (source: Pixels, width: number, height: number, kernel: string): Promise<Pixels> => {
  const raw = { width: source.width, height: source.height, channels: 3 as const };
  const resized = sharp(source.data, { raw }).resize(width, height, { fit: 'fill', kernel: kernel as 'nearest' });
  return { data: new Uint8Array(await resized.raw().toBuffer()), width, height, channels: 3 };
};

const byAffine = async (source: Pixels, width: number, height: number, interpolator: string): Promise<Pixels> => {
  const raw = { width: source.width, height: source.height, channels: 3 as const };
  const matrix: [number, number, number, number] = [width / source.width, 0, 0, height / source.height];
  const { data, info } = await sharp(source.data, { raw })
    .affine(matrix, { interpolator: interpolator as 'nearest' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height, channels: 3 };
};

const byCanvas = (source: Pixels, width: number, height: number, kernel: string): Promise<Pixels> => {
  const whole = createCanvas(source.width, source.height);
  const rgba = new Uint8ClampedArray(source.width * source.height * 4).fill(255);
  source.data.forEach((value, i) => {
    rgba[Math.floor(i / 3) * 4 + (i % 3)] = value;
  });
  whole.getContext('2d').putImageData(new ImageData(rgba, source.width, source.height), 0, 0);
  const context = createCanvas(width, height).getContext('2d');
  if (kernel === 'off') context.imageSmoothingEnabled = false;
  context.drawImage(whole, 0, 0, width, height);
  const drawn = context.getImageData(0, 0, width, height).data;
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => drawn[Math.floor(i / 3) * 4 + (i % 3)] as number,
  );
  return Promise.resolve({ data, width, height, channels: 3 });
};

const real = { sharp: bySharp, 'transformers.js': byAffine, canvas: byCanvas };

/** One axis shrinks and the other is enlarged: where a position meets the edge of a pixel is not known there. */
const unknownTies = (name: string, [width, height, w, h]: readonly [number, number, number, number]) =>
  name === 'sharp/nearest' && w > width !== h > height;

describe('equal bit by bit to the library that is installed, on photos of all sizes:', () => {
  const parts = resamplers.filter((part) => Object.hasOwn(real, part.name.slice(0, part.name.indexOf('/'))));

  test('sharp, canvas and transformers.js are there', () => {
    expect(parts.length).toBe(13);
  });

  test.each(parts.map((part) => [part.name, part] as const))('%s', async (name, part) => {
    const [library, kernel] = name.split('/') as [keyof typeof real, string];
    for (const photo of photos) {
      for (const size of sizes) {
        const [width, height, w, h] = size;
        const source = sources.get(`${photo} ${width}x${height}`) as Pixels;
        const expected = await real[library](source, w, h, kernel);
        const { max, share } = differenceOf(part.resample(source, w, h), expected);
        const label = `${photo} ${size.join(' ')}: ${max}`;
        if (unknownTies(name, size)) expect(share, label).toBeLessThan(0.02);
        else expect(max, label).toBe(0);
      }
    }
  });
});

/** alignCorners and halfPixelCenters, by kernel. Nearest is no part: ties fall otherwise in float64 (300 to 299, 600 to 224). */
const byTensorFlowJs = {
  'tf/bilinear-legacy': [false, false],
  'tf/bilinear': [false, true],
  'tf/bilinear-align-corners': [true, false],
} as const;

describe('as TensorFlow.js resizes (CPU backend, float64 where TensorFlow has float32)', () => {
  test.each(Object.entries(byTensorFlowJs))('%s', async (name, [alignCorners, halfPixelCenters]) => {
    await tf.setBackend('cpu');
    const part = resamplers.find((each) => each.name === name) as (typeof resamplers)[number];
    for (const [width, height, w, h] of sizes) {
      const source = sources.get(`china.jpg ${width}x${height}`) as Pixels;
      const image = tf.tensor3d(Float32Array.from(source.data), [height, width, 3]);
      const resized = tf.image.resizeBilinear(image, [h, w], alignCorners, halfPixelCenters);
      const { data } = part.resample(source, w, h);
      const expected = await resized.data();
      let most = 0;
      for (let i = 0; i < expected.length; i++)
        most = Math.max(most, Math.abs((data[i] as number) - (expected[i] as number)));
      expect(most, `${width} ${height} ${w} ${h}`).toBeLessThan(0.01);
    }
  });
});
