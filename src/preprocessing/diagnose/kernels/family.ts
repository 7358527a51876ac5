import { resamplers } from '../../resample/index.ts';
import type { KernelName } from '../../resample/resampler.ts';

/** Along one axis of a resize: which part of the image, and to how many pixels. */
export interface Axis {
  from: number;
  length: number;
  resized: number;
  /** Source pixels per resized pixel. */
  step: number;
}

/** Which source pixels some positions sum, and with which weights. */
export interface Line {
  /** From the image's edge. */
  first: Int32Array;
  count: Int32Array;
  /** `stride` of them per position; the first `count` of these are used. */
  weights: Float32Array;
  stride: number;
}

/**
 * Kernels that differ only in how they round, as weights in floating point: good enough to rank geometries and families
 * by what a thousand pixels would be, for a fraction of the cost of a resize.
 */
export interface Family {
  /** As the resamplers name it. */
  name: string;
  /** The resamplers of it, those met most often first. */
  members: readonly KernelName[];
  /** Only where an axis is enlarged. */
  enlarging?: true;
  line(axis: Axis, positions: Int32Array): Line;
}

/** How often a library is met where kernels are twins. */
const libraries = ['pillow', 'opencv', 'sharp', 'tf', 'torch', 'canvas', 'transformers.js'];

export const membersOf = (family: string): KernelName[] =>
  resamplers
    .filter((part) => part.family === family)
    .map((part) => part.name)
    .sort((a, b) => place(a) - place(b));

const place = (name: KernelName): number => libraries.indexOf(name.split('/')[0] as string);
