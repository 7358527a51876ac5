import { stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { ExrayError } from '../../errors.ts';
import { keptPath, shownPath } from '../../formats/shownPath.ts';
import { filePathOf, sha256OfImage } from '../../trace/storedImage.ts';
import type { ImageSource, Trace } from '../../trace/trace.ts';

/** The raw image (or those of a batch) from which preprocessing starts. */
export interface RawImage {
  images: ImageSource | readonly ImageSource[];
  /** As messages name it, where it has a name. */
  label?: string;
  /** The image that was given in the test is not the one that the trace was recorded with. */
  isOther?: true;
}

/**
 * The image to judge by: the one given in the test, or the one that the trace was recorded with, whose file must still
 * be what it was. Paths that were given in the test begin at the test file, then in the working directory; those that
 * were recorded in the working directory, then at the test file.
 *
 * @throws ExrayError `no-image`, `image-missing`, `image-changed`
 */
export const rawImage = async (
  trace: Pick<Trace, 'image' | 'imageSha256'> | undefined,
  given: Trace['image'],
  testFolder: string | undefined,
): Promise<RawImage> => {
  const bases = [testFolder, process.cwd()].filter((base) => base !== undefined);
  const hashes = listOf(trace?.imageSha256);
  if (given !== undefined) {
    const images = await Promise.all(listOf<ImageSource>(given).map((image) => located(image, bases)));
    const isOther = await anyDiffers(images, await hashesOf(trace));
    return { ...asGiven(given, images), ...(isOther && { isOther }) };
  }
  const recorded = trace?.image;
  if (recorded === undefined) throw noImage(hashes.some((sha256) => sha256 !== undefined));
  const fromProject = [...bases].reverse();
  const images = await Promise.all(listOf<ImageSource>(recorded).map((image) => located(image, fromProject)));
  for (const [i, image] of images.entries())
    if (await anyDiffers([image], [hashes[i]])) throw imageChanged(labelOf(image) ?? 'the image');
  return asGiven(recorded, images);
};

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T];

const asGiven = (given: NonNullable<Trace['image']>, images: readonly ImageSource[]): RawImage => {
  const labels = images.map(labelOf).filter((label) => label !== undefined);
  return {
    images: Array.isArray(given) ? images : (images[0] as ImageSource),
    ...(labels.length === images.length && { label: labels.join(', ') }),
  };
};

const labelOf = (image: ImageSource): string | undefined => {
  const path = filePathOf(image);
  return path === undefined ? undefined : keptPath(path);
};

/** Files by their absolute path; what is no file as it is. */
const located = async (image: ImageSource, bases: readonly string[]): Promise<ImageSource> => {
  const path = filePathOf(image);
  if (path === undefined) return image;
  const candidates = [...new Set(isAbsolute(path) ? [path] : bases.map((base) => resolve(base, path)))];
  for (const candidate of candidates)
    if ((await stat(candidate).catch(() => undefined))?.isFile() === true) return candidate;
  throw new ExrayError('image-missing', {
    what: `The image ${shownPath(path)} is not there`,
    why: `Looked for ${candidates.map(shownPath).join(' and ')}`,
    fix: 'Give it in the test, as a path, as bytes or as pixels: { image }',
  });
};

/** The hashes that a trace holds, or those of what it was recorded with. */
const hashesOf = async (trace: Pick<Trace, 'image' | 'imageSha256'> | undefined) =>
  trace?.imageSha256 === undefined
    ? Promise.all(listOf<ImageSource>(trace?.image).map(sha256OfImage))
    : listOf(trace.imageSha256);

const anyDiffers = async (
  images: readonly ImageSource[],
  hashes: readonly (string | undefined)[],
): Promise<boolean> => {
  for (const [i, image] of images.entries()) {
    const known = hashes[i];
    const own = known === undefined ? undefined : await sha256OfImage(image);
    if (own !== undefined && own !== known) return true;
  }
  return false;
};

const noImage = (isHashed: boolean): ExrayError =>
  new ExrayError('no-image', {
    what: 'There is no image to judge the preprocessing by',
    why: isHashed
      ? 'The trace came from a file, which keeps the hash of an image that was given as bytes or pixels, not the image'
      : 'The trace was recorded without it',
    fix: "Give it when recording, record(() => classify(image), { image }), or in the test, { image: 'photos/china.jpg' }",
  });

const imageChanged = (label: string): ExrayError =>
  new ExrayError('image-changed', {
    what: `${label} is not the image that the trace was recorded with`,
    why: 'Its bytes have another hash than the trace holds, so nothing could be said about what was made of it',
    fix: 'Record the trace again, or give the image that it was recorded with: { image }',
  });
