import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recipeCoverage } from '../../../src/preprocessing/coverage/recipeCoverage.ts';
import { testImages } from '../../../src/preprocessing/coverage/testImages.ts';
import { decode, imageFacts } from '../../../src/preprocessing/decode/decode.ts';
import { preprocess } from '../../../src/preprocessing/preprocess.ts';
import { pillowDecode } from '../../../src/preprocessing/presets/preset.ts';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';

let folder: string;
let paths: string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'exray-test-'));
  paths = await testImages(join(folder, 'deep/images'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pathOf = (start: string): string => paths.find((path) => basename(path).startsWith(start)) as string;
const hash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('testImages', () => {
  test('writes what it returns, and nothing else', () => {
    expect(paths.length).toBeGreaterThanOrEqual(12);
    expect(readdirSync(join(folder, 'deep/images')).sort()).toEqual(paths.map((path) => basename(path)).sort());
    expect(paths.reduce((sum, path) => sum + statSync(path).size, 0)).toBeLessThan(4_000_000);
  });

  test('writes the same bytes again, over what was there', async () => {
    const before = paths.map(hash);
    writeFileSync(paths[0] as string, 'half of a fi');
    expect(await testImages(pathToFileURL(join(folder, 'deep/images')))).toEqual(paths);
    expect(paths.map(hash)).toEqual(before);
  });

  test('has each kind of picture that decoders treat differently', async () => {
    const facts = async (start: string) => imageFacts(pathOf(start));
    expect(await facts('exif6')).toMatchObject({ exif: 6, size: { width: 480, height: 360 } });
    expect(await facts('transparent')).toMatchObject({ alpha: true });
    expect(await facts('display-p3')).toMatchObject({ icc: true });
    expect(await facts('odd')).toMatchObject({ size: { width: 301, height: 227 }, format: 'jpeg' });
    const differ = async (start: string, one: object, other: object): Promise<number> => {
      const [a, b] = [
        await decode(pathOf(start), { ...pillowDecode, ...one }),
        await decode(pathOf(start), { ...pillowDecode, ...other }),
      ];
      return Math.max(...Array.from(a.data.subarray(0, 30_000), (value, i) => Math.abs(value - (b.data[i] as number))));
    };
    expect(await differ('display-p3', { icc: 'ignored' }, { icc: 'applied' })).toBeGreaterThan(20);
    expect(await differ('cmyk', { like: 'pillow' }, { like: 'sharp', icc: 'applied' })).toBeGreaterThan(20);
    expect(await differ('gray16', { like: 'pillow' }, { like: 'opencv' })).toBeGreaterThan(100);
    expect(await differ('transparent', { alpha: 'dropped' }, { alpha: [255, 255, 255] })).toBeGreaterThan(200);
    const gray = await decode(pathOf('gray-'), pillowDecode);
    expect(gray.data.every((value, i) => value === gray.data[i - (i % 3)])).toBe(true);
  });

  test('can be preprocessed by every preset', async () => {
    for (const [name, recipe] of Object.entries(recipes)) {
      const { data } = await preprocess(pathOf('odd'), {
        ...recipe,
        size: name.startsWith('paddle/rec') ? recipe.size : 64,
      });
      expect(
        (data as Float32Array).every((value) => Number.isFinite(value)),
        name,
      ).toBe(true);
    }
  });

  test('is no folder', async () => {
    for (const wrong of [undefined, '', 7])
      await expect(testImages(wrong as never)).rejects.toThrow(
        "exray: testImages: the folder is no path. Write for instance await testImages('test/images').",
      );
  });

  test('shows every fault that the hypotheses know, but one that changes a pixel by 1 at most', async () => {
    const shown = new Set<string>();
    const known = new Set<string>();
    for (const start of ['exif6', 'display-p3', 'transparent', 'tall', 'cmyk']) {
      const recipe = { ...recipes['torchvision/imagenet-v1'], size: 112 };
      const { tells, cannotTell } = await recipeCoverage(pathOf(start), recipe);
      for (const hypothesis of tells) shown.add(hypothesis);
      for (const hypothesis of [...tells, ...cannotTell.map((each) => each.hypothesis)]) known.add(hypothesis);
    }
    expect(known.size).toBeGreaterThan(50);
    // Pillow 12 or 13: with a kernel that does not overshoot the order of the passes is rounding.
    expect([...known].filter((hypothesis) => !shown.has(hypothesis))).toEqual(['kernel/pass-order']);
  });
});
