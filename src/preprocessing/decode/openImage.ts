import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExrayError } from '../../errors.ts';
import { shownPath } from '../../formats/shownPath.ts';
import type { DecodedImage, ImageSource } from '../../trace/trace.ts';

/** An image with its name for messages: an encoded file's bytes, or pixels. */
export type OpenedImage = { label: string; bytes: Uint8Array } | { label: string; pixels: DecodedImage };

/**
 * Reads an image's file, or takes its bytes or pixels.
 *
 * @throws ExrayError `image-missing`, `bad-image`
 */
export const openImage = async (image: ImageSource): Promise<OpenedImage> => {
  if (ArrayBuffer.isView(image)) {
    if (image.byteLength === 0) throw noImage('the image has no bytes', 'Is the buffer filled when it is handed over?');
    return { label: 'the image', bytes: image };
  }
  if (Object.prototype.toString.call(image) === '[object ArrayBuffer]')
    return openImage(new Uint8Array(image as unknown as ArrayBuffer));
  if (typeof image === 'string' || Object.prototype.toString.call(image) === '[object URL]')
    return readImage(String(image), image as string | URL);
  if (typeof image === 'object' && image !== null && 'data' in image)
    return { label: 'the image', pixels: checkedPixels(image) };
  throw noImage(
    `an image is ${image === null ? 'null' : typeof image === 'object' ? 'an object without data' : typeof image}`,
    'Give a path or file: URL, the bytes of a file, or pixels as { data, width, height, channels }',
  );
};

const readImage = async (given: string, image: string | URL): Promise<OpenedImage> => {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(given)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'file')
    throw noImage(
      `the image is an address (${scheme}:), not a file`,
      'Fetch it and give its bytes: new Uint8Array(await (await fetch(url)).arrayBuffer())',
    );
  const path = scheme === 'file' ? fileURLToPath(given) : (image as string);
  try {
    const bytes = await readFile(path);
    if (bytes.length === 0) throw noImage(`the image ${shownPath(path)} is an empty file`);
    return { label: basename(path), bytes };
  } catch (cause) {
    if (cause instanceof ExrayError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw new ExrayError(
      'image-missing',
      {
        what:
          code === 'ENOENT'
            ? `the image ${shownPath(path)} does not exist`
            : `the image ${shownPath(path)} can't be read (${code ?? String(cause)})`,
        fix: `Paths are relative to the working directory, ${process.cwd()}; give new URL('./photo.jpg', import.meta.url) for one beside your file`,
      },
      { cause },
    );
  }
};

const checkedPixels = (pixels: DecodedImage): DecodedImage => {
  const { data, width, height, channels } = pixels;
  const form = 'Decoded pixels are { data, width, height, channels }: 8 bit, interleaved, top row first';
  if (!ArrayBuffer.isView(data) || !/^(Uint8|Uint8Clamped)Array$|^Buffer$/.test(data.constructor.name))
    throw noImage(`the pixels' data are ${kindOf(data)}, not a Uint8Array`, form);
  for (const [key, side] of Object.entries({ width, height }))
    if (!Number.isInteger(side) || side < 1) throw noImage(`the pixels' ${key} is ${side}`, form);
  if (![1, 2, 3, 4].includes(channels))
    throw noImage(`the pixels have ${channels} channels`, `${form}; 1 gray, 2 gray and alpha, 3 RGB, 4 RGBA`);
  if (data.length !== width * height * channels)
    throw noImage(
      `the pixels' data have ${data.length} values, and ${width} x ${height} x ${channels} are ${width * height * channels}`,
      form,
    );
  return pixels;
};

const kindOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? value.constructor.name : typeof value;

const noImage = (what: string, fix?: string): ExrayError =>
  new ExrayError('bad-image', { what, ...(fix === undefined ? {} : { fix }) });
