import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { batchItems } from '../../../src/reference/fed/batchItems.ts';
import { rawImage } from '../../../src/reference/fed/rawImage.ts';
import { loadTrace } from '../../../src/trace/loadTrace.ts';
import { saveTrace } from '../../../src/trace/saveTrace.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { scratchFolder, traceOf } from '../../trace/traces.ts';

const photo = 'fixtures/photos/chelsea.png';
const full = join(process.cwd(), photo);
const saved = async (image: NonNullable<Trace['image']>): Promise<Trace> => {
  const path = join(scratchFolder(), 'trace.safetensors');
  await saveTrace(traceOf([], { image }), path);
  return loadTrace(path);
};

describe('the image to judge by', () => {
  test('is the one that was recorded, also out of a file', async () => {
    expect(await rawImage(traceOf([], { image: photo }), undefined, undefined)).toEqual({ images: full, label: photo });
    expect(await rawImage(await saved(photo), undefined, '/nowhere')).toEqual({ images: full, label: photo });
    const bytes = readFileSync(photo);
    expect((await rawImage(traceOf([], { image: bytes }), undefined, undefined)).images).toBe(bytes);
  });

  test('may be given in the test, by a path that begins there', async () => {
    const folder = scratchFolder();
    copyFileSync(photo, join(folder, 'mine.png'));
    expect((await rawImage(undefined, 'mine.png', folder)).images).toBe(join(folder, 'mine.png'));
    expect((await rawImage(undefined, pathToFileURL(full), folder)).images).toBe(full);
    const url = new URL('https://example.com/a.png');
    expect(await rawImage(undefined, url, folder)).toEqual({ images: url });
  });

  test('given in the test, but not the recorded one, is marked', async () => {
    const other = 'fixtures/photos/china.jpg';
    for (const trace of [traceOf([], { image: photo }), await saved(photo), await saved(readFileSync(photo))]) {
      expect(await rawImage(trace, other, undefined)).toMatchObject({ isOther: true });
      expect(await rawImage(trace, photo, undefined)).not.toHaveProperty('isOther');
    }
  });

  test('that is not there, was never kept or has changed is told', async () => {
    await expect(rawImage(traceOf([]), undefined, undefined)).rejects.toThrow(
      'There is no image to judge the preprocessing by. The trace was recorded without it. Give it when recording, ' +
        "record(() => classify(image), { image }), or in the test, { image: 'photos/china.jpg' }.",
    );
    await expect(rawImage(await saved(readFileSync(photo)), undefined, undefined)).rejects.toThrow(
      'The trace came from a file, which keeps the hash of an image that was given as bytes or pixels, not the image.',
    );
    await expect(rawImage(undefined, 'none.png', join(process.cwd(), 'test'))).rejects.toThrow(
      'The image none.png is not there. Looked for test/none.png and none.png.',
    );
    const folder = scratchFolder();
    const mine = join(folder, 'mine.png');
    copyFileSync(photo, mine);
    const trace = { ...(await saved(mine)), image: relative(process.cwd(), mine) };
    writeFileSync(mine, 'another');
    await expect(rawImage(trace, undefined, undefined)).rejects.toThrow(
      /mine\.png is not the image that the trace was recorded with\. .*Record the trace again, or give the image/,
    );
  });

  test('of a batch is kept in a file for each of it', async () => {
    const [one, two] = [photo, 'fixtures/photos/china.jpg'];
    const trace = await saved([one, two]);
    expect(trace.image).toEqual([one, two]);
    expect((await rawImage(trace, undefined, undefined)).label).toBe(`${one}, ${two}`);
    const mixed = await saved([one, readFileSync(two)]);
    expect(mixed.image).toBeUndefined();
    expect(mixed.imageSha256).toEqual(trace.imageSha256);
    expect(await rawImage(mixed, [one, two], undefined)).not.toHaveProperty('isOther');
    expect(await rawImage(mixed, [two, one], undefined)).toHaveProperty('isOther');
  });
});

describe('a batch', () => {
  const data = Float32Array.from({ length: 24 }, (_, i) => i);
  const tensor = { dtype: 'float32', shape: [2, 3, 2, 2], data } as const;

  test('is one tensor for each image', () => {
    const items = batchItems(tensor, ['a.png', 'b.png']);
    expect(items.map(({ image }) => image)).toEqual(['a.png', 'b.png']);
    expect(items[1]?.tensor).toEqual({ dtype: 'float32', shape: [1, 3, 2, 2], data: data.slice(12) });
  });

  test('of one is the tensor itself, whatever its shape', () => {
    const flat = { ...tensor, shape: [24] };
    expect(batchItems(flat, 'a.png')).toEqual([{ tensor: flat, image: 'a.png' }]);
    expect(batchItems(flat, ['a.png'])).toEqual([{ tensor: flat, image: 'a.png' }]);
  });

  test('needs as many images', () => {
    expect(() => batchItems(tensor, 'a.png')).toThrow(
      'The tensor [2, 3, 2, 2] holds 2 images, and 1 was given. Each image of a batch is judged with the picture that ' +
        'it was made of. Give as many, in the order of the batch: { image: [first, second] }.',
    );
  });
});
