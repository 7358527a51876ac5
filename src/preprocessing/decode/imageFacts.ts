import type { Size } from '../pixels/pixels.ts';

/** What is known of an image before its pixels are looked at. */
export interface ImageFacts {
  /** As decoded by the recipe. */
  size: Size;
  /** EXIF orientation in the file, 1 to 8. */
  exif: number;
  format?: string;
  /** Colour space in the file, as sharp names it: `srgb`, `b-w`, `cmyk`, `grey16`. */
  space?: string;
  icc: boolean;
  alpha: boolean;
}
