import type { ImageSource } from '../trace/trace.ts';

/** The image as it is now: the app may reuse its buffer. */
export const keptImage = (image: ImageSource): ImageSource => {
  if (ArrayBuffer.isView(image)) return new Uint8Array(image);
  if (typeof image === 'object' && 'data' in image) return { ...image, data: new Uint8Array(image.data) };
  return image;
};
