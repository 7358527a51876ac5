import type { ImageFacts } from '../../preprocessing/decode/imageFacts.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import { resamplerOf } from '../../preprocessing/resample/index.ts';
import type { KernelName } from '../../preprocessing/resample/resampler.ts';
import { kernelTitle, shared } from './expressions.ts';
import { type CodeLine, type Fix, line } from './fix.ts';
import { type GeometryCode, geometryCode } from './geometryCode.ts';
import { decoding, decodingObstacle } from './sharp.ts';
import { constants } from './valueCode.ts';

/** TensorFlow.js: TensorFlow's kernels without antialias. The image is decoded by sharp. */
export const tfjs: Fix = { library: '@tensorflow/tfjs', obstacle, lines };

/** By kernel family: the function, alignCorners, halfPixelCenters. Without the last two it does as TensorFlow 1 did. */
const kernels: Readonly<Record<string, string>> = {
  triangle: 'resizeBilinear|false, true',
  'triangle-top-left': 'resizeBilinear|false, false',
  'triangle-align-corners': 'resizeBilinear|true, false',
  nearest: 'resizeNearestNeighbor|false, true',
};

function obstacle(recipe: Recipe, image?: ImageFacts): string | undefined {
  const { kernel, resize, dtype } = recipe;
  const decoding = decodingObstacle(recipe, image);
  if (decoding !== undefined) return decoding;
  if (dtype !== 'float32') return `TensorFlow.js has no ${dtype} tensors`;
  if (resize === undefined) return undefined;
  if (resize.to === 'cover') return 'TensorFlow.js cannot resample by the factor itself, as blobFromImage does';
  return has(kernel) ? undefined : `TensorFlow.js has no ${kernelTitle(kernel)}`;
}

/**
 * What is told apart by ties (nearest) or by coarse weights (canvas) is no twin on every image. TensorFlow's legacy nearest
 * is not either: from 600 to 224, positions that fall on a whole pixel in float32 fall short of it in the float64 of
 * tfjs-backend-cpu 4.22 (with half pixels so from 300 to 299, but not at usual sizes).
 */
function has(kernel: KernelName): boolean {
  const { family } = resamplerOf(kernel);
  if (family.startsWith('nearest')) return kernel === 'tf/nearest';
  return kernels[family] !== undefined && !kernel.startsWith('canvas/');
}

function lines(recipe: Recipe): CodeLine[] {
  const geometry = geometryCode(recipe);
  return [
    ...decoding(recipe.decode),
    line('const { width: w, height: h } = info;'),
    ...geometry.lines,
    ...tensorConstants(recipe),
    line('const tensor = tf.tidy(() => {'),
    line("  let x = tf.cast(tf.tensor3d(rgb, [h, w, 3], 'int32'), 'float32');", 'memory'),
    ...picture(recipe, geometry).map(({ text, ...rest }) => ({ text: `  x = ${text};`, ...rest })),
    line('  return tf.expandDims(x);'),
    line('});'),
    line('const [data, dims] = [await tensor.data(), tensor.shape];'),
  ];
}

/** mean and std as tensors of one value per channel are subtracted from the last axis by broadcasting. */
const tensorConstants = (recipe: Recipe): CodeLine[] => constants(recipe).map((text) => line(text));

function picture(recipe: Recipe, geometry: GeometryCode): CodeLine[] {
  const { source, resized, crop, pad } = geometry;
  const { kernel, channels, layout } = recipe;
  const cut = ({ left, top, width, height }: NonNullable<GeometryCode['crop']>) =>
    line(`tf.slice(x, [${top}, ${left}, 0], [${height}, ${width}, 3])`, 'geometry');
  const [name, flags] = (kernels[resamplerOf(kernel).family] ?? '').split('|');
  const filled = pad === undefined ? [] : [padding(recipe, pad)];
  const isLate = recipe.pad?.when === 'after-values';
  return [
    ...(source === undefined ? [] : [cut(source)]),
    ...(resized === undefined
      ? []
      : [line(`tf.image.${name}(x, [${resized.height}, ${resized.width}], ${flags})`, 'kernel', 'geometry')]),
    ...(crop === undefined ? [] : [cut(crop)]),
    ...(isLate ? [] : filled),
    ...(channels === 'BGR' ? [line('tf.reverse(x, 2)', 'channels')] : []),
    ...(channels === 'gray' ? [line('tf.sum(tf.mul(x, [0.299, 0.587, 0.114]), 2, true)', 'channels')] : []),
    ...values(recipe),
    ...(isLate ? filled : []),
    ...(layout === 'NCHW' ? [line('tf.transpose(x, [2, 0, 1])', 'layout')] : []),
  ];
}

/** All channels alike: a picture that is padded with colours is given by the other libraries. */
function padding({ pad }: Recipe, { left, top, right, bottom }: NonNullable<GeometryCode['pad']>): CodeLine {
  const fill = shared(pad?.fill ?? 0) ?? 0;
  return line(`tf.pad(x, [[${top}, ${bottom}], [${left}, ${right}], [0, 0]], ${fill})`, 'geometry');
}

function values({ gamma, scale, mean, std }: Recipe): CodeLine[] {
  const divisor = Number((1 / scale).toPrecision(12));
  const isShort = String(divisor).length <= 6;
  const calls: [name: string, operand: number | string][] = [];
  if (gamma !== undefined && gamma !== 1) calls.push(['div', 255], ['pow', gamma], ['mul', 255]);
  if (scale !== 1) calls.push(isShort ? ['div', divisor] : ['mul', scale]);
  if (shared(mean) !== 0) calls.push(['sub', shared(mean) ?? 'mean']);
  if (shared(std) !== 1) calls.push(['div', shared(std) ?? 'std']);
  const nested = calls.reduce((inner, [name, operand]) => `tf.${name}(${inner}, ${operand})`, 'x');
  return calls.length === 0 ? [] : [line(nested, 'values')];
}
