import type { ImageFacts } from '../../preprocessing/decode/imageFacts.ts';
import { planGeometry } from '../../preprocessing/geometry/planGeometry.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import { resamplerOf, twinsOf } from '../../preprocessing/resample/index.ts';
import type { KernelName } from '../../preprocessing/resample/resampler.ts';
import { kernelTitle, shared } from './expressions.ts';
import { type CodeLine, type Fix, line } from './fix.ts';
import { type GeometryCode, geometryCode } from './geometryCode.ts';
import { valueCode } from './valueCode.ts';

/** sharp: decodes as Pillow does when told so, and has a twin of every antialiased kernel. */
export const sharp: Fix = { library: 'sharp', obstacle, lines };

/** The kernel of sharp that gives what this one gives; none where sharp has no twin of it. */
function kernelOf(name: KernelName): string | undefined {
  if (name.startsWith('sharp/')) return name.slice('sharp/'.length);
  // At exact ties sharp's nearest takes another pixel than everybody else's, which is no rounding.
  const { antialias } = resamplerOf(name);
  const twin = antialias ? twinsOf(name).find((each) => each.startsWith('sharp/')) : undefined;
  return twin?.slice('sharp/'.length);
}

/** `.affine` samples from the top left corner without antialias, as TensorFlow 1 and transformers.js do. */
const affine: Readonly<Record<string, string>> = {
  'triangle-top-left': 'bilinear',
  'catmull-rom-top-left': 'bicubic',
};
const affineOf = (kernel: KernelName): string | undefined => affine[resamplerOf(kernel).family];

function obstacle(recipe: Recipe, image?: ImageFacts): string | undefined {
  const { kernel, resize, dtype, pad } = recipe;
  if (dtype === 'float16') return 'JavaScript before Node 24 has no float16 array';
  const decoding = decodingObstacle(recipe, image);
  if (decoding !== undefined) return decoding;
  if (pad?.when === 'after-values') return 'sharp pads before the value map, this recipe after it';
  if (resize === undefined) return undefined;
  if (resize.to === 'cover') return 'sharp cannot resample by the factor itself, as blobFromImage does';
  if (kernelOf(kernel) === undefined && affineOf(kernel) === undefined) return `sharp has no ${kernelTitle(kernel)}`;
  // In one pipeline sharp cuts and pads before .affine.
  if (kernelOf(kernel) === undefined && (recipe.crop !== undefined || pad !== undefined))
    return `sharp has ${kernelTitle(kernel)} only as .affine, which nothing can crop`;
  return image !== undefined && enlarges(recipe, image)
    ? 'sharp (libvips 8.18) shifts what it enlarges by half a pixel, and this image is enlarged'
    : undefined;
}

/** What sharp decodes otherwise than the libraries that recipes come from. */
export function decodingObstacle({ decode }: Recipe, image: ImageFacts | undefined): string | undefined {
  if (decode.like === 'sharp' || decode.icc === 'applied') return undefined;
  if (image?.space === 'cmyk') return 'sharp converts CMYK by a colour profile';
  return image?.space === 'grey16' && decode.like === 'pillow'
    ? 'sharp keeps the upper byte of 16-bit gray, where Pillow cuts values at 255'
    : undefined;
}

function enlarges(recipe: Recipe, { size }: ImageFacts): boolean {
  const { source, resized } = planGeometry(recipe, size);
  return resized.width > source.width || resized.height > source.height;
}

function lines(recipe: Recipe): CodeLine[] {
  const geometry = geometryCode(recipe);
  const steps = pipeline(recipe, geometry);
  return [
    ...decoding(recipe.decode),
    ...(geometry.readsSize ? [line('const { width: w, height: h } = info;')] : []),
    ...geometry.lines,
    ...(steps.length === 0
      ? []
      : [line('const pixels = await sharp(rgb, { raw: info })'), ...steps, line('  .raw().toBuffer();')]),
    ...valueCode(recipe, geometry, { pixels: steps.length === 0 ? 'rgb' : 'pixels', stride: 3 }),
  ];
}

/** Encoded image -> `rgb` and `info`: all of it before the resize, so that libvips does not shrink while it loads. */
export function decoding({ orientation, icc, alpha }: Recipe['decode']): CodeLine[] {
  const opaque =
    alpha === 'dropped'
      ? '.removeAlpha()'
      : `.flatten({ background: { r: ${alpha[0]}, g: ${alpha[1]}, b: ${alpha[2]} } })`;
  const isTurned = orientation === 'exif';
  return [
    line(
      `const { data: rgb, info } = await sharp(image${icc === 'ignored' ? ', { ignoreIcc: true }' : ''})`,
      ...(isTurned ? [] : (['orientation'] as const)),
      'decode',
      'colour',
    ),
    line(
      `  ${isTurned ? '.rotate()' : ''}${opaque}.toColourspace('srgb')`,
      ...(isTurned ? (['orientation'] as const) : []),
    ),
    line('  .raw().toBuffer({ resolveWithObject: true });'),
  ];
}

/** What is done between the two buffers. */
function pipeline(recipe: Recipe, { source, resized, crop, pad }: GeometryCode): CodeLine[] {
  return [
    ...(source === undefined ? [] : [line(`  .extract(${object(source)})`, 'geometry')]),
    ...(resized === undefined ? [] : [resizing(recipe.kernel, source, resized)]),
    ...(crop === undefined ? [] : [line(`  .extract(${object(crop)})`, 'geometry')]),
    ...(pad === undefined
      ? []
      : [line(`  .extend({ ...${object(pad)}, background: ${background(recipe)} })`, 'geometry')]),
  ];
}

function resizing(
  kernel: KernelName,
  source: GeometryCode['source'],
  { width, height }: { width: string; height: string },
): CodeLine {
  const twin = kernelOf(kernel);
  if (twin !== undefined)
    return line(`  .resize(${width}, ${height}, { fit: 'fill', kernel: '${twin}' })`, 'kernel', 'geometry');
  const [w, h] = [source?.width ?? 'info.width', source?.height ?? 'info.height'];
  return line(
    `  .affine([${width} / (${w}), 0, 0, ${height} / (${h})], { interpolator: '${affineOf(kernel)}' })`,
    'kernel',
    'geometry',
  );
}

const object = (values: object): string =>
  `{ ${Object.entries(values)
    .map(([key, value]) => (key === value ? key : `${key}: ${value}`))
    .join(', ')} }`;

function background({ pad }: Recipe): string {
  const fill = pad?.fill ?? 0;
  const one = typeof fill === 'number' ? fill : shared(fill);
  const [r, g, b] = one === undefined ? (fill as readonly number[]) : [one, one, one];
  return `{ r: ${r}, g: ${g}, b: ${b} }`;
}
