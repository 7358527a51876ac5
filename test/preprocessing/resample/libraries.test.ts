import { describe, expect, test } from 'vitest';
import type { Pixels } from '../../../src/preprocessing/pixels/pixels.ts';
import { resamplerOf, resamplers } from '../../../src/preprocessing/resample/index.ts';
import type { ResampleOptions } from '../../../src/preprocessing/resample/resampler.ts';
import { differenceOf, imagesOf } from './fixtures.ts';

/** How the fixture calls a library's kernel. */
const names: Record<string, string> = {
  ...Object.fromEntries(
    ['nearest', 'box', 'bilinear', 'hamming', 'bicubic', 'lanczos'].map((k) => [`pillow/${k}`, `pil/${k}`]),
  ),
  ...Object.fromEntries(['nearest', 'linear', 'area', 'cubic', 'lanczos4'].map((k) => [`opencv/${k}`, `cv/${k}`])),
  'tf/bilinear-legacy': 'tf1/bilinear',
  'tf/bilinear-align-corners': 'tf1/bilinear-align_corners',
  'tf/bicubic-legacy': 'tf1/bicubic',
  'tf/nearest-legacy': 'tf1/nearest',
  ...Object.fromEntries(['nearest', 'bilinear', 'bicubic'].map((k) => [`transformers.js/${k}`, `sharp-affine/${k}`])),
};

/** What float kernels may differ by: sums in another order. All others are equal bit by bit. */
const rounding: Record<string, number> = {
  'tf/bicubic': 1e-4,
  'tf/bicubic-legacy': 1e-4,
  'tf/bilinear-antialias': 1e-3,
  'tf/bicubic-antialias': 1e-3,
  'torch/bilinear': 1e-3,
  'torch/bicubic': 1e-3,
  'torch/bilinear-antialias': 1e-3,
  'torch/bicubic-antialias': 1e-3,
};

const fixture = {
  ...(await imagesOf('resize')),
  ...(await imagesOf('resize-torch')),
  ...(await imagesOf('resize-tensorflow')),
};
const casesOf = (name: string) => Object.keys(fixture).filter((key) => key.startsWith(`${names[name] ?? name}/`));

describe('resampling is what the library does', () => {
  // No fixture: those two are compared with sharp itself.
  const without = ['sharp/mks2013', 'sharp/mks2021'];

  test.each(resamplers.map((part) => part.name).filter((name) => !without.includes(name)))('%s', (name) => {
    const cases = casesOf(name);
    expect(cases).toHaveLength(6);
    for (const key of cases) {
      const [, , image] = key.split('/');
      const { width, height } = fixture[key] as Pixels;
      const made = resamplerOf(name).resample(fixture[`src/${image}`] as Pixels, width, height);
      expect(made.data.constructor.name, key).toBe(fixture[key]?.data.constructor.name);
      expect(differenceOf(made, fixture[key] as Pixels).max, key).toBeLessThanOrEqual(rounding[name] ?? 0);
    }
  });

  test("OpenCV's INTER_NEAREST_EXACT is pillow/nearest", () => {
    for (const key of Object.keys(fixture).filter((name) => name.startsWith('cv/nearest_exact/'))) {
      const { width, height } = fixture[key] as Pixels;
      const source = fixture[`src/${key.split('/')[2]}`] as Pixels;
      expect(
        differenceOf(resamplerOf('pillow/nearest').resample(source, width, height), fixture[key] as Pixels).max,
      ).toBe(0);
    }
  });

  test('torchvision on tensors of bytes, antialiased, is pillow/bilinear within one unit', () => {
    for (const key of Object.keys(fixture).filter((name) => name.startsWith('torch-u8/bilinear-antialias/'))) {
      const { width, height } = fixture[key] as Pixels;
      const source = fixture[`src/${key.split('/')[2]}`] as Pixels;
      const { max, share } = differenceOf(
        resamplerOf('pillow/bilinear').resample(source, width, height),
        fixture[key] as Pixels,
      );
      expect(max, key).toBeLessThanOrEqual(1);
      expect(share, key).toBeLessThan(0.5);
    }
  });
});

describe('what a caller may choose', () => {
  test('the pass order of Pillow 12 and older', async () => {
    const older = await imagesOf('pillow12');
    const source = fixture['src/b47x61'] as Pixels;
    let different = 0;
    for (const [key, expected] of Object.entries(older)) {
      const part = resamplerOf(`pillow/${key.split('/')[0]}`);
      const made = part.resample(source, expected.width, expected.height, { pillow: 12 });
      expect(differenceOf(made, expected).max, key).toBe(0);
      if (differenceOf(part.resample(source, expected.width, expected.height), expected).max > 0) different++;
    }
    expect(different).toBeGreaterThan(6);
  });

  test.each([
    ["Pillow's box, also between pixels", 'pillow-box'],
    ['RGBA (premultiplied around the resize), gray, one row, one column, one pixel in Pillow', 'pillow'],
    ["OpenCV's fx and fy", 'opencv-step'],
    ['RGBA, one row, one column, one pixel, whole factors in OpenCV', 'opencv'],
  ])('%s', async (_, group) => {
    const options = await imagesOf('resize-options');
    const keys = Object.keys(options).filter((key) => key.startsWith(`${group}/`));
    expect(keys.length).toBeGreaterThan(6);
    for (const key of keys) {
      const [, kernel, image, , extra] = key.split('/') as [string, string, string, string, string | undefined];
      const expected = options[key] as Pixels;
      const source = (fixture[`src/${image}`] ?? options[`src/${image}`]) as Pixels;
      const chosen: ResampleOptions =
        group === 'pillow-box'
          ? { box: extra?.split(',').map(Number) as unknown as [number, number, number, number] }
          : group === 'opencv-step'
            ? { step: { x: 1 / Number(extra), y: 1 / Number(extra) } }
            : {};
      const part = resamplerOf(`${group.split('-')[0]}/${kernel}`);
      const made = part.resample(source, expected.width, expected.height, chosen);
      const { max, share } = differenceOf(made, expected);
      // The last digit of OpenCV's float32 sums is not known.
      expect(kernel === 'cubic' ? share * max : max, key).toBeLessThan(kernel === 'cubic' ? 1e-3 : 1e-9);
    }
  });
});
