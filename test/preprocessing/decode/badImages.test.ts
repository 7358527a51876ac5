import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { isExrayError } from '../../../src/errors.ts';
import { planGeometry } from '../../../src/preprocessing/geometry/planGeometry.ts';
import { preprocess } from '../../../src/preprocessing/preprocess.ts';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import type { ImageSource } from '../../../src/trace/trace.ts';
import { mutations } from '../../formats/mutations.ts';
import { scratchFolder } from '../../trace/traces.ts';

const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url));
const small = join(fixtures, 'preprocessing/decoding/images');
const photo = join(fixtures, 'photos/chelsea-301x227.jpg');

const refusal = async (image: unknown, recipe: string | Recipe = 'torchvision/imagenet-v1') => {
  try {
    await preprocess(image as ImageSource, recipe);
  } catch (error) {
    if (!isExrayError(error)) throw error;
    return { code: error.code, message: error.message };
  }
  throw new Error('it was not refused');
};

const chunk = (name: string, body: Uint8Array): Buffer => {
  const content = Buffer.concat([Buffer.from(name), body]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  check.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, check]);
};

/** A PNG that says it has this size, and holds one line. */
const pngOfSize = (width: number, height: number): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const line = deflateSync(Buffer.alloc(width + 1));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', line), chunk('IEND', Buffer.alloc(0))]);
};

describe('an image that cannot be one is refused in words:', () => {
  test('text', async () => {
    expect(await refusal(Buffer.from('once upon a time, there was a picture'))).toEqual({
      code: 'image-unreadable',
      message:
        "exray: the image can't be decoded: Input buffer contains unsupported image format. It is no image that sharp reads, or it is damaged or cut off. Give a whole JPEG, PNG, WebP, TIFF, GIF or AVIF file, or decoded pixels.",
    });
  });

  test('a file that is cut off', async () => {
    const folder = scratchFolder();
    for (const [name, source] of [
      ['half.jpg', photo],
      ['half.png', join(fixtures, 'photos/chelsea.png')],
    ] as const) {
      const bytes = readFileSync(source);
      writeFileSync(join(folder, name), bytes.subarray(0, bytes.length / 2));
      const { code, message } = await refusal(join(folder, name));
      expect(code).toBe('image-unreadable');
      expect(message).toContain(`${name} can't be decoded: `);
      expect(message).toContain('it is damaged or cut off');
    }
  });

  test('nothing', async () => {
    expect((await refusal(new Uint8Array(0))).message).toBe(
      'exray: the image has no bytes. Is the buffer filled when it is handed over?',
    );
    const empty = join(scratchFolder(), 'empty.jpg');
    writeFileSync(empty, '');
    expect(await refusal(empty)).toMatchObject({
      code: 'bad-image',
      message: expect.stringContaining('empty.jpg is an empty file.'),
    });
  });

  test('0 x 0 pixels', async () => {
    expect((await refusal(pngOfSize(0, 0))).code).toBe('image-unreadable');
    expect(await refusal({ data: new Uint8Array(0), width: 0, height: 0, channels: 3 })).toEqual({
      code: 'bad-image',
      message:
        "exray: the pixels' width is 0. Decoded pixels are { data, width, height, channels }: 8 bit, interleaved, top row first.",
    });
  });

  test('20,000 x 20,000 pixels', async () => {
    expect(await refusal(pngOfSize(20_000, 20_000))).toEqual({
      code: 'image-too-large',
      message:
        'exray: the image has 20000x20000 pixels. Decoding stops at 178956970 pixels, where Pillow does, too. Make it smaller first, as the app has to, and give the smaller one.',
    });
  });

  test('an animation', async () => {
    const frame = (background: string): Promise<Buffer> =>
      sharp({ create: { width: 4, height: 4, channels: 3, background } })
        .png()
        .toBuffer();
    const two = await sharp([await frame('red'), await frame('blue')], { join: { animated: true } })
      .gif()
      .toBuffer();
    expect(await refusal(two)).toEqual({
      code: 'image-unsuited',
      message:
        'exray: the image has 2 frames. Which of them the app took cannot be known. Give the pixels of that one: { data, width, height, channels }.',
    });
  });

  test('an SVG', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><circle r="9" cx="9" cy="9"/></svg>';
    expect(await refusal(Buffer.from(svg))).toEqual({
      code: 'image-unsuited',
      message:
        'exray: the image is an SVG. It has no pixels of its own: they depend on who draws it, and how large. Draw it once, keep the PNG, and give that.',
    });
  });

  test('a path that does not exist, a folder, a web address', async () => {
    expect(await refusal('nowhere/cat.jpg')).toMatchObject({
      code: 'image-missing',
      message: expect.stringContaining(
        'exray: the image nowhere/cat.jpg does not exist. Paths are relative to the working directory, ',
      ),
    });
    expect(await refusal(small)).toMatchObject({
      code: 'image-missing',
      message: expect.stringContaining("can't be read (EISDIR)"),
    });
    expect(await refusal('https://example.org/cat.jpg')).toEqual({
      code: 'bad-image',
      message:
        'exray: the image is an address (https:), not a file. Fetch it and give its bytes: new Uint8Array(await (await fetch(url)).arrayBuffer()).',
    });
  });

  const pixels = { width: 2, height: 2, channels: 3 };
  test.each([
    [undefined, 'an image is undefined. Give a path or file: URL'],
    [null, 'an image is null.'],
    [7, 'an image is number.'],
    [{}, 'an image is an object without data.'],
    [{ ...pixels, data: new Uint8Array(11) }, "the pixels' data have 11 values, and 2 x 2 x 3 are 12."],
    [{ ...pixels, data: new Float32Array(12) }, "the pixels' data are Float32Array, not a Uint8Array."],
    [{ ...pixels, data: Array(12).fill(0) }, "the pixels' data are Array, not a Uint8Array."],
    [{ ...pixels, data: new Uint8Array(12), channels: 5 }, 'the pixels have 5 channels. Decoded pixels are'],
    [{ ...pixels, data: new Uint8Array(12), height: 1.5 }, "the pixels' height is 1.5."],
  ])('%j', async (image, message) => {
    expect(await refusal(image)).toEqual({ code: 'bad-image', message: expect.stringContaining(`exray: ${message}`) });
  });
});

describe('a combination that cannot be done is refused in words:', () => {
  const pixels = { data: new Uint8Array(30 * 20 * 3), width: 30, height: 20, channels: 3 };

  test('a crop of more than there is', async () => {
    const slim: Recipe = {
      ...recipes['tf/slim-vgg'],
      size: 224,
      resize: { to: 'short-side', side: 200, other: 'float32' },
    };
    expect(await refusal(pixels, slim)).toEqual({
      code: 'recipe-impossible',
      message:
        "exray: recipe: crop takes 224x224 pixels at (0, 0), and the resized picture has 300x200. Resize to a longer side, or say what is around the picture: crop.zeros ('trunc' as torchvision, 'ceil' as transformers) or pad.",
    });
    const box: Recipe = { ...recipes['keras/tf'], sourceCrop: { kind: 'box', x: 10, y: 5, width: 21, height: 5 } };
    expect(await refusal(pixels, box)).toEqual({
      code: 'recipe-impossible',
      message:
        'exray: recipe: sourceCrop takes 21x5 pixels at (10, 5), and the image has 30x20. Give a box that lies in the image, or leave sourceCrop out.',
    });
    const corner: Recipe = {
      ...recipes['keras/tf'],
      size: 8,
      resize: { to: 'pixels', width: 10, height: 10 },
      crop: { at: 'pixels', x: 3, y: 0 },
    };
    expect((await refusal(pixels, corner)).message).toContain(
      'crop takes 8x8 pixels at (3, 0), and the resized picture has 10x10.',
    );
  });

  test('is filled up with black where the library does that', async () => {
    const torchvision: Recipe = {
      ...recipes['torchvision/imagenet-v1'],
      size: 27,
      resize: { to: 'short-side', side: 20, other: 'trunc' },
      scale: 1,
      mean: -1,
      std: 1,
    };
    expect(planGeometry(torchvision, pixels)).toMatchObject({
      crop: { x: 2, y: 0, width: 27, height: 20 },
      pad: { left: 0, top: 3, right: 0, bottom: 4 },
    });
    const transformers: Recipe = { ...torchvision, crop: { at: 'center', offset: 'trunc', zeros: 'ceil' } };
    expect(planGeometry(transformers, pixels)).toMatchObject({ crop: { x: 1, width: 27 }, pad: { top: 4, bottom: 3 } });
    const { data } = await preprocess({ ...pixels, data: pixels.data.map(() => 5) }, torchvision);
    expect([...new Set(data as Float32Array)]).toEqual([1, 6]);
  });

  test('a resize beyond all memory', async () => {
    const line = { data: new Uint8Array(60_000 * 2 * 3), width: 60_000, height: 2, channels: 3 };
    expect(await refusal(line)).toEqual({
      code: 'recipe-impossible',
      message:
        'exray: recipe: resize makes 7680000x256 pixels of an image of 60000x2. At most 67108864 are made. Cut the image first, or resize to a fixed size.',
    });
  });
});

describe('damaged images', () => {
  test.each(readdirSync(small))('never hang or crash: %s', async (file) => {
    let refused = 0;
    let decoded = 0;
    for (const bytes of mutations(readFileSync(join(small, file)), 150, file.length)) {
      try {
        const { shape } = await preprocess(bytes, { ...recipes['torchvision/imagenet-v1'], size: 16 });
        expect(shape).toEqual([1, 3, 16, 16]);
        decoded++;
      } catch (error) {
        if (!isExrayError(error)) throw error;
        refused++;
      }
    }
    expect(refused + decoded).toBe(150);
    expect(refused).toBeGreaterThan(0);
  });
});
