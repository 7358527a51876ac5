/**
 * `exray/preprocess`: what an app needs to preprocess images in production as a recipe says. No hook, no test code; sharp
 * is loaded when the first file is decoded, and never for decoded pixels.
 */
export { ExrayError, isExrayError, type Problem } from '../errors.ts';
export type { DType, Tensor, TypedArray } from '../tensor/tensor.ts';
export type { DecodedImage, ImageSource } from '../trace/trace.ts';
export type { Size } from './pixels/pixels.ts';
export { preprocess } from './preprocess.ts';
export type { PresetName } from './presets/index.ts';
export { recipes } from './presets/recipes.ts';
export { defineRecipe } from './recipe/defineRecipe.ts';
export type { Crop, Decode, Pad, Recipe, Resize, Rounding, Side, SourceCrop } from './recipe/recipe.ts';
export type { KernelName } from './resample/resampler.ts';
