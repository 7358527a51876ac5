import type { ImageSource, Trace } from '../trace/trace.ts';

/** The image (or each of a batch) as it is now: the app may reuse its buffer. */
export const keptImage = (image: NonNullable<Trace['image']>): NonNullable<Trace['image']> =>
  Array.isArray(image) ? image.map(keptOne) : keptOne(image as ImageSource);

const keptOne = (image: ImageSource): ImageSource => {
  if (ArrayBuffer.isView(image)) return new Uint8Array(image);
  if (typeof image === 'object' && 'data' in image) return { ...image, data: new Uint8Array(image.data) };
  return image;
};
