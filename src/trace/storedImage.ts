import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { keptPath } from '../formats/shownPath.ts';
import type { ImageSource, Trace } from './trace.ts';
import type { StoredImage } from './traceMetadata.ts';

/**
 * What a trace's file keeps of its image (or of each of a batch): its hash, and its path where it is a file. Not its
 * pixels: they may be private.
 */
export const storedImage = async ({
  image,
  imageSha256,
}: Pick<Trace, 'image' | 'imageSha256'>): Promise<StoredImage | StoredImage[] | undefined> => {
  const [images, hashes] = [listOf<ImageSource>(image), listOf(imageSha256)];
  const count = Math.max(images.length, hashes.length);
  const stored = await Promise.all(Array.from({ length: count }, (_, i) => storedOne(images[i], hashes[i])));
  if (Array.isArray(image) || Array.isArray(imageSha256)) return stored;
  return stored[0] && Object.keys(stored[0]).length > 0 ? stored[0] : undefined;
};

/** The image's members of a trace that is made out of what its file keeps: the paths only where all of them are known. */
export const loadedImage = (
  stored: StoredImage | readonly StoredImage[] | undefined,
): Pick<Trace, 'image' | 'imageSha256'> => {
  if (stored === undefined) return {};
  if (!Array.isArray(stored)) return membersOf((stored as StoredImage).path, (stored as StoredImage).sha256);
  const [paths, hashes] = [stored.map(({ path }) => path), stored.map(({ sha256 }) => sha256)];
  return membersOf(
    paths.every((path) => path !== undefined) ? paths : undefined,
    hashes.some((sha256) => sha256 !== undefined) ? hashes : undefined,
  );
};

const membersOf = (image: Trace['image'], imageSha256: Trace['imageSha256']) => ({
  ...(image !== undefined && { image }),
  ...(imageSha256 !== undefined && { imageSha256 }),
});

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T];

const storedOne = async (image: ImageSource | undefined, known: string | undefined): Promise<StoredImage> => {
  const sha256 = (image === undefined ? undefined : await sha256OfImage(image)) ?? known;
  const path = image === undefined ? undefined : filePathOf(image);
  return {
    ...(path !== undefined && { path: keptPath(path) }),
    ...(sha256 !== undefined && { sha256 }),
    ...(image !== undefined && isDecoded(image) && sizeOf(image)),
  };
};

/** SHA-256 of an image's encoded bytes, or of its pixels where it is decoded; undefined where it cannot be read here. */
export const sha256OfImage = async (image: ImageSource): Promise<string | undefined> => {
  if (isDecoded(image)) return sha256Of(image.data);
  if (ArrayBuffer.isView(image)) return sha256Of(image);
  const path = filePathOf(image);
  const bytes = path === undefined ? undefined : await readFile(path).catch(() => undefined);
  return bytes === undefined ? undefined : sha256Of(bytes);
};

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const sizeOf = ({ width, height, channels }: Extract<ImageSource, { width: number }>) => ({ width, height, channels });

const isDecoded = (image: ImageSource): image is Extract<ImageSource, { width: number }> =>
  typeof image === 'object' && 'width' in image && 'data' in image;

/** The path of an image that is a file. Web addresses have none, and are not kept: they may hold tokens. */
export const filePathOf = (image: ImageSource): string | undefined => {
  if (ArrayBuffer.isView(image) || isDecoded(image)) return undefined;
  const text = String(image);
  if (text.startsWith('file:')) return fileURLToPath(text);
  return /^[a-z][a-z0-9+.-]+:/i.test(text) ? undefined : text;
};
