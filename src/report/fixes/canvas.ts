import type { ImageFacts } from '../../preprocessing/decode/imageFacts.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import type { KernelName } from '../../preprocessing/resample/resampler.ts';
import { kernelTitle } from './expressions.ts';
import { type CodeLine, type Fix, line } from './fix.ts';
import { type GeometryCode, geometryCode } from './geometryCode.ts';
import { valueCode } from './valueCode.ts';

/** @napi-rs/canvas, and with it the canvas of Chromium: decodes with EXIF and profile, and never antialiases. */
export const canvas: Fix = { library: '@napi-rs/canvas', obstacle, lines };

function obstacle(recipe: Recipe, image?: ImageFacts): string | undefined {
  const { kernel, resize, decode, dtype, pad } = recipe;
  if (dtype === 'float16') return 'JavaScript before Node 24 has no float16 array';
  if (pad?.when === 'after-values') return 'a canvas is padded before the value map, this recipe pads after it';
  if (resize?.to === 'cover') return 'drawImage cannot resample by the factor itself, as blobFromImage does';
  if (resize !== undefined && smoothing(kernel) === undefined) return `drawImage has no ${kernelTitle(kernel)}`;
  if (image === undefined) return undefined;
  if (image.space === 'grey16' && decode.like === 'pillow')
    return 'a canvas keeps the upper byte of 16-bit gray, where Pillow cuts values at 255';
  if (image.alpha) return 'a canvas multiplies colours by alpha, which loses them';
  if (image.exif !== 1 && decode.orientation === 'stored') return 'loadImage turns pictures by their EXIF orientation';
  if (image.icc && decode.icc === 'ignored') return 'loadImage applies colour profiles';
  return undefined;
}

/** Smoothing on: bilinear without antialias, as no other library rounds it; off: the nearest pixel, with ties of its own. */
const smoothing = (kernel: KernelName): boolean | undefined =>
  kernel === 'canvas/low' ? true : kernel === 'canvas/off' ? false : undefined;

function lines(recipe: Recipe): CodeLine[] {
  const geometry = geometryCode(recipe);
  const { size, readsSize, resized } = geometry;
  const readsPicture = readsSize || resized === undefined;
  return [
    line('const picture = await loadImage(image);', 'decode', 'orientation', 'colour'),
    ...(readsPicture ? [line('const { width: w, height: h } = picture;')] : []),
    ...geometry.lines,
    line(`const context = createCanvas(${size.width}, ${size.height}).getContext('2d');`),
    ...(resized !== undefined && smoothing(recipe.kernel) === false
      ? [line('context.imageSmoothingEnabled = false;', 'kernel')]
      : []),
    ...background(recipe, geometry),
    drawing(geometry),
    line(`const { data: pixels } = context.getImageData(0, 0, ${size.width}, ${size.height});`, 'memory'),
    ...valueCode(recipe, geometry, { pixels: 'pixels', stride: 4 }),
  ];
}

function background({ pad }: Recipe, { size }: GeometryCode): CodeLine[] {
  if (pad === undefined) return [];
  const [r, g, b] = typeof pad.fill === 'number' ? [pad.fill, pad.fill, pad.fill] : pad.fill;
  return [
    line(`context.fillStyle = 'rgb(${r} ${g} ${b})';`, 'geometry'),
    line(`context.fillRect(0, 0, ${size.width}, ${size.height});`),
  ];
}

/** One drawImage: what of the picture, to where; a crop is a picture that begins outside of the canvas. */
function drawing({ source, resized, crop, pad }: GeometryCode): CodeLine {
  const [w, h] = [resized?.width ?? source?.width ?? 'w', resized?.height ?? source?.height ?? 'h'];
  const [x, y] = pad === undefined ? [negative(crop?.left), negative(crop?.top)] : [pad.left, pad.top];
  const from = source === undefined ? '' : `${source.left}, ${source.top}, ${source.width}, ${source.height}, `;
  return line(`context.drawImage(picture, ${from}${x}, ${y}, ${w}, ${h});`, 'geometry', 'kernel');
}

const negative = (place: string | undefined): string => (place === undefined || place === '0' ? '0' : `-${place}`);
