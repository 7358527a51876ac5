import { ExrayError } from '../../errors.ts';

/** Where Pillow 13 refuses an image as a decompression bomb: twice the pixels of a quarter of a GiB in RGB. */
const MOST_PIXELS = 178_956_970;

/** What of a file's header decides whether it is one still picture made of pixels. */
export interface Header {
  width?: number | undefined;
  height?: number | undefined;
  format?: string | undefined;
  pages?: number | undefined;
}

/**
 * Refuses files that are no single picture of pixels, and those too large to decode.
 *
 * @throws ExrayError `image-unsuited`, `image-too-large`, `image-unreadable`
 */
export const refuseImage = ({ width = 0, height = 0, format = '', pages = 1 }: Header, label: string): void => {
  if (format === 'svg' || format === 'pdf')
    throw new ExrayError('image-unsuited', {
      what: `${label} is ${format === 'svg' ? 'an SVG' : 'a PDF'}`,
      why: 'It has no pixels of its own: they depend on who draws it, and how large',
      fix: 'Draw it once, keep the PNG, and give that',
    });
  if (pages > 1)
    throw new ExrayError('image-unsuited', {
      what: `${label} has ${pages} ${format === 'tiff' ? 'pages' : 'frames'}`,
      why: 'Which of them the app took cannot be known',
      fix: 'Give the pixels of that one: { data, width, height, channels }',
    });
  if (width < 1 || height < 1)
    throw new ExrayError('image-unreadable', { what: `${label} has no pixels: ${width}x${height}` });
  if (width * height > MOST_PIXELS)
    throw new ExrayError('image-too-large', {
      what: `${label} has ${width}x${height} pixels`,
      why: `Decoding stops at ${MOST_PIXELS} pixels, where Pillow does, too`,
      fix: 'Make it smaller first, as the app has to, and give the smaller one',
    });
};
