import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExrayError } from '../../errors.ts';
import { loadSharp, type Sharp } from '../decode/decode.ts';
import { lumaOf } from '../pixels/luma.ts';
import { testScene } from './testScene.ts';

type Open = (data: Uint8Array | Uint16Array, width: number, height: number, channels: 1 | 3 | 4) => Sharp;

/** What each file has that others lack, so that every way to be wrong shows on one of them. */
const pictures: Record<string, (open: Open) => Sharp> = {
  'landscape-640x427.jpg': (open) => jpeg(scene(open, 640, 427, 1)),
  'tall-300x900.png': (open) => scene(open, 300, 900, 2).png(),
  'odd-301x227.jpg': (open) => jpeg(scene(open, 301, 227, 3), { chromaSubsampling: '4:2:0', progressive: true }),
  'small-97x61.png': (open) => scene(open, 97, 61, 4).png(),
  'large-1200x801.jpg': (open) => jpeg(scene(open, 1200, 801, 5)),
  'exif6-480x360.jpg': (open) => jpeg(scene(open, 480, 360, 6)).withMetadata({ orientation: 6 }),
  'transparent-400x301.png': (open) => transparent(open, 400, 301).png(),
  'gray-403x300.png': (open) =>
    open(gray(403, 300, 8), 403, 300, 1)
      .toColourspace('b-w')
      .png(),
  'gray16-301x256.png': (open) =>
    open(Uint16Array.from(gray(301, 256, 9), spread), 301, 256, 1)
      .toColourspace('grey16')
      .png(),
  'cmyk-400x267.jpg': (open) => jpeg(scene(open, 400, 267, 10).toColourspace('cmyk')),
  'display-p3-400x299.jpg': (open) => jpeg(scene(open, 400, 299, 11).withIccProfile('p3')),
  'palette-256x192.png': (open) => scene(open, 256, 192, 12).png({ palette: true, colours: 64, dither: 0 }),
};

/**
 * Writes a set of pictures in which faults of preprocessing show: landscape and tall, odd sizes, smaller and far
 * larger than a model's input, EXIF orientation 6, transparency, gray, 16 bit, CMYK, a wide colour profile, a palette.
 * They are drawn, not photographed: nobody has to commit a customer's photo. The same version of sharp writes the same
 * bytes; each file appears whole or not at all.
 *
 * @param folder where to, relative to the working directory; made where it is missing
 * @returns the files' paths
 * @throws ExrayError `sharp-missing`, `bad-input` for a folder that is no path
 */
export const testImages = async (folder: string | URL): Promise<string[]> => {
  const target = folderOf(folder);
  const sharp = await loadSharp();
  const open: Open = (data, width, height, channels) => sharp(data, { raw: { width, height, channels } });
  await mkdir(target, { recursive: true });
  const paths: string[] = [];
  for (const [name, draw] of Object.entries(pictures)) {
    const path = join(target, name);
    await writeWhole(path, await draw(open).toBuffer());
    paths.push(path);
  }
  return paths;
};

const folderOf = (folder: unknown): string => {
  if (Object.prototype.toString.call(folder) === '[object URL]') return fileURLToPath(folder as URL);
  if (typeof folder === 'string' && folder !== '') return resolve(folder);
  throw new ExrayError('bad-input', {
    what: 'testImages: the folder is no path',
    fix: "Write for instance await testImages('test/images')",
  });
};

const writeWhole = async (path: string, bytes: Uint8Array): Promise<void> => {
  const fresh = `${path}.${randomUUID()}.new`;
  try {
    await writeFile(fresh, bytes, { flag: 'wx' });
    await rename(fresh, path);
  } finally {
    await rm(fresh, { force: true });
  }
};

const scene = (open: Open, width: number, height: number, seed: number): Sharp =>
  open(testScene(width, height, seed), width, height, 3);

const jpeg = (picture: Sharp, options: Parameters<Sharp['jpeg']>[0] = {}): Sharp =>
  picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4', ...options });

const gray = (width: number, height: number, seed: number): Uint8Array => {
  const rgb = testScene(width, height, seed);
  return Uint8Array.from({ length: width * height }, (_, i) =>
    Math.round(lumaOf(rgb[3 * i] as number, rgb[3 * i + 1] as number, rgb[3 * i + 2] as number)),
  );
};

/** With something in the lower byte. */
const spread = (value: number, i: number): number => Math.min(value * 257 + ((i * 31) % 128), 65535);

/** Opaque, half and fully transparent parts, and colours under these that nobody should see. */
const transparent = (open: Open, width: number, height: number): Sharp => {
  const rgb = testScene(width, height, 7);
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [(i % width) / width, Math.floor(i / width) / height];
    const opacity = Math.max(0, Math.min(1, 3 - 5 * Math.hypot(x - 0.45, y - 0.4)));
    rgba.set(opacity === 0 ? [255, 0, 255] : rgb.subarray(3 * i, 3 * i + 3), 4 * i);
    rgba[4 * i + 3] = Math.round(255 * opacity);
  }
  return open(rgba, width, height, 4);
};
