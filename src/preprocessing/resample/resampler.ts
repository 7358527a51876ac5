import type { Pixels } from '../pixels/pixels.ts';

/** `library/kernel`; the rack's index lists them. */
export type KernelName = `${Library}/${string}`;

/** Whose resize it is. */
export type Library = 'pillow' | 'opencv' | 'tf' | 'torch' | 'sharp' | 'canvas' | 'transformers.js';

/** A part of a result, `[left, top, right, bottom]` in its pixels. */
export type Window = readonly [number, number, number, number];

/** What some libraries let a caller choose beyond the size. */
export interface ResampleOptions {
  /** The part of the image to sample, `[left, top, right, bottom]` in source pixels (Pillow's `box`); the whole one where left out. */
  box?: readonly [number, number, number, number];
  /** Source pixels per target pixel where it is not `source / target` (OpenCV's `fx`, `fy`, inverted). */
  step?: { x: number; y: number };
  /** Only this part of the result, `[left, top, right, bottom]` in its pixels: equal to cropping it afterwards, but faster. */
  window?: Window;
  /** Which pass order of Pillow; 13 where left out. */
  pillow?: 12 | 13;
}

/** A kernel of one library, computed as that library computes it. A part of the rack. */
export interface Resampler {
  name: KernelName;
  /**
   * Kernels that are the same up to how they round: `triangle+antialias` (Pillow bilinear, sharp linear, torch with
   * antialias), `triangle` (OpenCV linear, TF2 bilinear) ... Twins are a note at level `library`, another family a bug.
   */
  family: string;
  /** Whether it averages over all source pixels when it shrinks. */
  antialias: boolean;
  /** What it gives: rounded bytes, or floats in 0..255 units, possibly beyond. */
  gives: 'uint8' | 'float32';
  /** What it equals, and how exactly: library, version, function. */
  equals: string;
  resample(pixels: Pixels, width: number, height: number, options?: ResampleOptions): Pixels;
}
