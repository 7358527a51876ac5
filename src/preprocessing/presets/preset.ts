import type { Decode, Recipe, Side } from '../recipe/recipe.ts';

/** A recipe that a library uses by default, with what uses it. A part of the rack: a family is one library's, by name. */
export interface Preset {
  /** Models or functions, as their users know them. */
  usedBy: string;
  /** Where it was read or run: library, version, function. */
  source: string;
  recipe: Recipe;
}
export type Family = Record<`${string}/${string}`, Preset>;

/** Pillow, as `Image.open(...).convert('RGB')`; torchvision, timm, transformers and Keras read images with it. */
export const pillowDecode: Decode = { orientation: 'stored', icc: 'ignored', alpha: 'dropped', like: 'pillow' };
/**
 * `cv2.imread` and `cv2.imdecode` with IMREAD_COLOR turn pictures upright by EXIF, and Ultralytics and PaddleX read so
 * (read). Tensors of libraries that take an array instead (`blobFromImage`) were made of stored pixels: those are
 * `{ ...decode, orientation: 'stored' }`.
 */
export const opencvDecode: Decode = { orientation: 'exif', icc: 'ignored', alpha: 'dropped', like: 'opencv' };
/** Pillow and `ImageOps.exif_transpose`. */
export const uprightDecode: Decode = { ...pillowDecode, orientation: 'exif' };
/** `tf.io.decode_image` with three channels. */
export const tfDecode: Decode = { orientation: 'stored', icc: 'ignored', alpha: 'dropped', like: 'tf' };

/** Value maps that many models share. Means and deviations in RGB order. */
export const imagenet = { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
/** -1 to 1. */
export const half = { scale: 1 / 255, mean: 0.5, std: 0.5 };
export const unit = { scale: 1 / 255, mean: 0, std: 1 };

/** The recipe's own size. */
export const asSize: Side = { times: 1, per: 1, rounding: 'trunc' };
