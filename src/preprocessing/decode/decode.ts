import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { ExrayError } from '../../errors.ts';
import type { ImageSource } from '../../trace/trace.ts';
import type { Pixels } from '../pixels/pixels.ts';
import type { Decode } from '../recipe/recipe.ts';
import type { ImageFacts } from './imageFacts.ts';
import { openImage } from './openImage.ts';
import { refuseImage } from './refuseImage.ts';
import { boxMean, cmykToRgb, toRgb, wideGrayToRgb } from './toRgb.ts';

export type { Sharp };

/** What a pipeline may do on top of what a recipe says. */
export interface DecodeExtra {
  /** libvips and libjpeg read a JPEG at a fraction: each pixel the mean of that many by that many. */
  shrinkOnLoad?: 2 | 4 | 8;
}

/**
 * Decodes an image as a library does (8 bit, RGB).
 *
 * JPEG pixels are those of libjpeg-turbo with its accurate inverse DCT and smooth chroma, as Pillow, OpenCV, torchvision,
 * sharp and canvas have them; TensorFlow's default (a faster DCT) differs from these by up to 18 and 1.3 on average.
 *
 * @throws ExrayError `image-missing`, `bad-image`, `image-unreadable`, `image-unsuited`, `image-too-large`, `sharp-missing`
 */
export const decode = async (image: ImageSource, how: Decode, extra: DecodeExtra = {}): Promise<Pixels> => {
  const opened = await openImage(image);
  if ('pixels' in opened) return toRgb(opened.pixels, how.alpha);
  const { open, metadata } = await readHeader(opened.bytes, opened.label);
  const pixels = await decoded(open, metadata, how, opened.label);
  return extra.shrinkOnLoad === undefined || metadata.format !== 'jpeg' ? pixels : boxMean(pixels, extra.shrinkOnLoad);
};

/** What a file says of its picture before it is decoded; its size as a recipe decodes it. */
export const imageFacts = async (image: ImageSource, how?: Pick<Decode, 'orientation'>): Promise<ImageFacts> => {
  const opened = await openImage(image);
  if ('pixels' in opened) {
    const { width, height, channels } = opened.pixels;
    return { size: { width, height }, exif: 1, icc: false, alpha: channels === 2 || channels === 4 };
  }
  const { metadata } = await readHeader(opened.bytes, opened.label);
  const { width, height, orientation: exif = 1, format, space, hasAlpha } = metadata;
  const size = how?.orientation === 'exif' && exif > 4 ? { width: height, height: width } : { width, height };
  return { size, exif, format, space, icc: metadata.icc !== undefined, alpha: hasAlpha };
};

interface Header {
  /** A pipeline of this file. */
  open: (options: SharpOptions) => Sharp;
  metadata: Metadata;
}

const readHeader = async (bytes: Uint8Array, label: string): Promise<Header> => {
  const sharp = await loadSharp();
  // Of any realm: sharp tells arrays by the constructors of its own.
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Pixels are limited by refuseImage, in words; damage is an error, what a decoder only remarks on is not.
  const open = (options: SharpOptions) => sharp(file, { failOn: 'error', limitInputPixels: false, ...options });
  const metadata = await open({})
    .metadata()
    .catch((cause: unknown) => {
      throw unreadable(label, cause);
    });
  refuseImage(metadata, label);
  return { open, metadata };
};

const decoded = async (open: Header['open'], metadata: Metadata, how: Decode, label: string): Promise<Pixels> => {
  const options: SharpOptions = how.icc === 'ignored' ? { ignoreIcc: true } : {};
  const turned = (pipeline: Sharp): Sharp => (how.orientation === 'exif' ? pipeline.rotate() : pipeline);
  const raw = async (pipeline: Sharp, depth: 'uchar' | 'ushort' = 'uchar') => {
    try {
      const { data, info } = await turned(pipeline).raw({ depth }).toBuffer({ resolveWithObject: true });
      return { data, width: info.width, height: info.height, channels: info.channels };
    } catch (cause) {
      throw unreadable(label, cause);
    }
  };
  const isPlain = how.like !== 'sharp' && how.icc === 'ignored';
  if (isPlain && metadata.space === 'cmyk')
    return cmykToRgb(await raw(open(options).pipelineColourspace('cmyk').toColourspace('cmyk')), how.like);
  if (isPlain && metadata.space === 'grey16' && metadata.channels === 1)
    return wideGrayToRgb(await raw(open(options).toColourspace('grey16'), 'ushort'), how.like);
  const pipeline = open(options).toColourspace('srgb');
  if (metadata.hasAlpha && how.like === 'sharp' && how.alpha !== 'dropped') {
    const [r, g, b] = how.alpha;
    return toRgb(await raw(pipeline.flatten({ background: { r, g, b } })), 'dropped');
  }
  return toRgb(await raw(pipeline), how.alpha);
};

const unreadable = (label: string, cause: unknown): ExrayError => {
  const said = ((cause as { message?: string }).message ?? String(cause)).split('\n')[0] as string;
  return new ExrayError(
    'image-unreadable',
    {
      what: `${label} can't be decoded: ${said}`,
      why: 'It is no image that sharp reads, or it is damaged or cut off',
      fix: 'Give a whole JPEG, PNG, WebP, TIFF, GIF or AVIF file, or decoded pixels',
    },
    { cause },
  );
};

type SharpFactory = typeof import('sharp')['default'];
let loaded: SharpFactory | undefined;

/**
 * sharp, when it is first needed.
 *
 * @throws ExrayError `sharp-missing`
 */
export const loadSharp = async (): Promise<typeof import('sharp')['default']> => {
  try {
    loaded ??= (await import('sharp')).default;
    return loaded;
  } catch (cause) {
    const isMissing = /^(ERR_)?MODULE_NOT_FOUND$/.test((cause as NodeJS.ErrnoException).code ?? '');
    throw new ExrayError(
      'sharp-missing',
      {
        what: isMissing ? 'sharp is not installed' : `sharp can't be loaded: ${String(cause).split('\n')[0]}`,
        why: 'exray decodes images with it',
        fix: 'Run `npm install sharp`, or give decoded pixels as { data, width, height, channels }',
      },
      { cause },
    );
  }
};
