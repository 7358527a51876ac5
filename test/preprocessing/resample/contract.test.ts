import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Pixels } from '../../../src/preprocessing/pixels/pixels.ts';
import { crop } from '../../../src/preprocessing/resample/gather.ts';
import { resamplerOf, resamplers, twinsOf } from '../../../src/preprocessing/resample/index.ts';

/** Weights of libvips are truncated, so that their sum is a little under one: what is bright loses one unit. */
const losesLight = (name: string) => /^sharp\/(?!nearest)/.test(name);
/** The black around the picture is mixed in at its border. */
const mixesBlack = (name: string) => /^transformers\.js\/(bilinear|bicubic)$/.test(name);
/** libvips 8.18 places an enlarged picture too far to the right and down. */
const shifts = (name: string) => name.startsWith('sharp/');

const image = (width: number, height: number, channels: number, at: (index: number) => number): Pixels => ({
  data: Uint8Array.from({ length: width * height * channels }, (_, i) => at(i)),
  width,
  height,
  channels,
});

const noise = (width: number, height: number, channels: number, seed: number): Pixels =>
  image(width, height, channels, (i) => (Math.imul(i + 1 + seed * 7919, 2654435761) >>> 13) & 255);

describe.each(resamplers.map((part) => [part.name, part] as const))('%s', (name, part) => {
  test.each([1, 3, 4])('keeps its promise about size and type with %i channels', (channels) => {
    for (const [width, height, w, h] of [
      [7, 5, 7, 5],
      [1, 1, 4, 3],
      [4, 3, 1, 1],
      [1, 9, 5, 2],
      [9, 1, 2, 5],
      [40, 30, 3, 2],
      [12, 9, 31, 4],
    ] as const) {
      const made = part.resample(noise(width, height, channels, 1), w, h);
      expect([made.width, made.height, made.channels, made.data.length]).toEqual([w, h, channels, w * h * channels]);
      expect(made.data.constructor.name).toBe(part.gives === 'uint8' ? 'Uint8Array' : 'Float32Array');
      expect(made.data.every((value) => Number.isFinite(value))).toBe(true);
    }
  });

  test('does not write into its input', () => {
    const source = noise(20, 14, 4, 2);
    const before = Uint8Array.from(source.data);
    for (const size of [20, 9, 33]) part.resample(source, size, 14);
    expect(source.data).toEqual(before);
  });

  test('an image of its own size stays what it is', () => {
    const source = noise(13, 11, 3, 3);
    const made = part.resample(source, 13, 11);
    for (let i = 0; i < made.data.length; i++) expect(made.data[i]).toBeCloseTo(source.data[i] as number, 3);
  });

  test('a flat image stays flat', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 255 }),
        (width, height, w, h, value) => {
          if (mixesBlack(name)) return;
          const made = part.resample(
            image(width, height, 3, () => value),
            w,
            h,
          );
          const allowed = losesLight(name) ? 1 : part.gives === 'uint8' ? 0 : 1e-3;
          for (const each of made.data)
            if (Math.abs(each - value) > allowed) throw new Error(`${value} became ${each}`);
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });

  test('channels do not mix', () => {
    // Pillow premultiplies the fourth; with three all are alike.
    const source = noise(17, 23, 3, 4);
    for (const [w, h] of [
      [8, 9],
      [30, 41],
    ] as const) {
      const made = part.resample(source, w, h);
      for (const channel of [0, 1, 2]) {
        const plane = image(17, 23, 1, (i) => source.data[i * 3 + channel] as number);
        const alone = part.resample(plane, w, h);
        const own = Array.from({ length: w * h }, (_, i) => made.data[i * 3 + channel]);
        expect(Array.from(alone.data)).toEqual(own);
      }
    }
  });

  test('a window is the part that one would cut out afterwards', () => {
    fc.assert(
      fc.property(
        fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 2, max: 50 }))),
        fc.tuple(...[0, 1, 2, 3].map(() => fc.double({ min: 0, max: 1, noNaN: true }))),
        ([width, height, w, h], [a, b, c, d]) => {
          const source = noise(width as number, height as number, 3, 5);
          const [x0, y0] = [
            Math.floor((a as number) * ((w as number) - 1)),
            Math.floor((b as number) * ((h as number) - 1)),
          ];
          const x1 = x0 + 1 + Math.floor((c as number) * ((w as number) - x0 - 1));
          const y1 = y0 + 1 + Math.floor((d as number) * ((h as number) - y0 - 1));
          const whole = crop(part.resample(source, w as number, h as number), x0, y0, x1, y1);
          const cut = part.resample(source, w as number, h as number, { window: [x0, y0, x1, y1] });
          expect(cut).toEqual(whole);
        },
      ),
      { numRuns: 25, seed: 8 },
    );
  });

  test('shrinking averages if and only if it says so', () => {
    // The corners are on their places whatever the size: there it hits the columns in turn.
    if (name === 'tf/bilinear-align-corners') return;
    // One bright column in eight: a kernel that skips pixels sees all of them or none.
    const source = image(96, 96, 1, (i) => (i % 8 === 0 ? 200 : 40));
    const mean = (pixels: Pixels) =>
      Array.from(pixels.data).reduce((sum, value) => sum + value, 0) / pixels.data.length;
    const off = Math.abs(mean(part.resample(source, 12, 12)) - mean(source));
    if (part.antialias) expect(off).toBeLessThan(4);
    else expect(off).toBeGreaterThan(15);
  });

  test('a ramp stays a ramp when it is enlarged', () => {
    if (/^(nearest|box|hamming)/.test(part.family) || shifts(name)) return;
    const ramp = image(24, 3, 1, (i) => (i % 24) * 8 + 20);
    const { data } = part.resample(ramp, 60, 3);
    const row = Array.from(data.subarray(60, 120));
    const steps = row.slice(9, 52).map((value, i) => value - (row[i + 8] as number));
    // 8 per source pixel, 2.5 target pixels each; area interpolates between flat parts.
    const slack = name === 'opencv/area' ? 8 : 1.5;
    for (const step of steps) expect(Math.abs(step - 3.2)).toBeLessThan(slack);
  });

  test('floats and clamped bytes are taken, too', () => {
    const source = noise(10, 8, 3, 9);
    const expected = part.resample(source, 6, 5).data;
    expect(part.resample({ ...source, data: Uint8ClampedArray.from(source.data) }, 6, 5).data).toHaveLength(90);
    const ofFloats = part.resample({ ...source, data: Float32Array.from(source.data) }, 6, 5).data;
    for (let i = 0; i < expected.length; i++) expect(ofFloats[i]).toBe(expected[i]);
  });
});

describe('the rack', () => {
  test('has every name once, as library/kernel', () => {
    const names = resamplers.map((part) => part.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names)
      expect(name).toMatch(/^(pillow|opencv|tf|torch|sharp|canvas|transformers\.js)\/[a-z0-9-]+$/);
    expect(names.length).toBeGreaterThanOrEqual(39);
  });

  test('knows twins: the same kernel in another library', () => {
    expect(twinsOf('pillow/bilinear').sort()).toEqual([
      'sharp/linear',
      'tf/bilinear-antialias',
      'torch/bilinear-antialias',
    ]);
    expect(twinsOf('opencv/linear').sort()).toEqual(['canvas/low', 'tf/bilinear', 'torch/bilinear']);
    expect(twinsOf('pillow/lanczos')).toEqual(['sharp/lanczos3']);
    expect(twinsOf('tf/bilinear-align-corners')).toEqual([]);
  });

  test('names the nearest kernel where there is none', () => {
    const message = (name: string) => {
      try {
        resamplerOf(name);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    expect(message('bilinear')).toBe(
      'exray: there is no kernel "bilinear". A kernel is written as library/kernel, because libraries resize differently under the same name. Use one of pillow/bilinear, tf/bilinear, torch/bilinear, transformers.js/bilinear.',
    );
    expect(message('pilow/bicubc')).toMatch(/Use one of pillow\/bicubic, /);
    expect(message('sharp/lanczos')).toMatch(/Use one of pillow\/lanczos/);
    expect(message('')).toMatch(/^exray: there is no kernel ""/);
  });
});
