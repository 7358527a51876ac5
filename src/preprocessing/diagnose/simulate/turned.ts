import type { Pixels, Size } from '../../pixels/pixels.ts';
import { roomLike } from '../../pixels/roomLike.ts';
import type { Turn } from '../pipeline/fed.ts';

/** All ways to turn a picture, mirrored ones first. */
export const TURNS: readonly Turn[] = [
  'flip-horizontal',
  'flip-vertical',
  'rotate-180',
  'transpose',
  'rotate-90',
  'rotate-270',
  'transverse',
];

/** Whether width and height change places. */
export const swapsSides = (turn: Turn | undefined): boolean =>
  turn === 'transpose' || turn === 'rotate-90' || turn === 'rotate-270' || turn === 'transverse';

export const swapped = ({ width, height }: Size): Size => ({ width: height, height: width });

/** The source pixel that a turned picture shows at (x, y); `width` and `height` are the source's. */
export const turnedIndex = (turn: Turn | undefined, { width, height }: Size): ((x: number, y: number) => number) => {
  switch (turn) {
    case undefined:
      return (x, y) => y * width + x;
    case 'flip-horizontal':
      return (x, y) => y * width + width - 1 - x;
    case 'flip-vertical':
      return (x, y) => (height - 1 - y) * width + x;
    case 'rotate-180':
      return (x, y) => (height - 1 - y) * width + width - 1 - x;
    case 'transpose':
      return (x, y) => x * width + y;
    case 'rotate-90':
      return (x, y) => (height - 1 - x) * width + y;
    case 'rotate-270':
      return (x, y) => x * width + width - 1 - y;
    case 'transverse':
      return (x, y) => (height - 1 - x) * width + width - 1 - y;
  }
};

/** A turned copy of a picture. */
export const turned = (pixels: Pixels, turn: Turn): Pixels => {
  const { channels } = pixels;
  const { width, height } = swapsSides(turn) ? swapped(pixels) : pixels;
  const from = turnedIndex(turn, pixels);
  const data = roomLike(pixels.data, pixels.data.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const source = from(x, y) * channels;
      for (let c = 0; c < channels; c++) data[at++] = pixels.data[source + c] as number;
    }
  }
  return { data, width, height, channels };
};

/** What turns a picture with this EXIF orientation upright (Exif 2.32, tag 0x0112); nothing for 1 and unknown ones. */
export const turnOfExif = (orientation: number): Turn | undefined =>
  (
    ({
      2: 'flip-horizontal',
      3: 'rotate-180',
      4: 'flip-vertical',
      5: 'transpose',
      6: 'rotate-90',
      7: 'transverse',
      8: 'rotate-270',
    }) as Partial<Record<number, Turn>>
  )[orientation];
