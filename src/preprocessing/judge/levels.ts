import type { Residual } from '../diagnose/diagnosis.ts';

/** How close what was fed must be to what the recipe makes. */
export type Level = 'exact' | 'rounding' | 'library' | 'decoder';

/** From the strictest to the loosest. */
export const LEVELS: readonly Level[] = ['exact', 'rounding', 'library', 'decoder'];

/** What a residual may be at most, in u8 units. */
export interface Limits {
  max: number;
  rms: number;
  mean?: number;
}

/**
 * Limits of a level, for what a twin of the kernel does not explain.
 *
 * Measured at 224 (`test/preprocessing/judge/verdicts/run.ts`): the same library differs by float noise only; float
 * against 8-bit resizing by at most 1; twins up to 4 x shrinking by .62 rms; TensorFlow's JPEG decoder, alone or with
 * sharp's kernel, by 1.23 to 1.82 rms, 1.27 on average.
 *
 * @param shrink source pixels per resized pixel, the larger of both sides
 */
export const limitsOf = (level: Level, shrink: number): Limits => {
  switch (level) {
    case 'exact':
      return { max: 0.05, rms: 0.05 };
    case 'rounding':
      return { max: 1.05, rms: 0.4 };
    case 'library':
      return { max: 13, rms: shrink < 4 ? 0.6 : shrink < 8 ? 0.9 : 1.6 };
    case 'decoder':
      return { max: 32, rms: 1.9, mean: 1.3 };
  }
};

/**
 * How far twins of a kernel may be apart, in u8 units (rms), where one of them gives exactly what was fed. Measured on 12
 * photos of 512 to 1411 pixels (`test/preprocessing/judge/verdicts/kernels.ts`): Pillow and sharp .25 to .62 below 4 x
 * shrinking, up to 1.4 at 4 x, 2.24 from 6 x on; OpenCV and canvas up to 1.9 at any size; rounded and unrounded cubic
 * kernels 1.1, in single pixels 42. Kernels of other families come as near as .3: distances do not tell them apart, only
 * which of them gives what was fed.
 */
export const TWINS_APART = 2.5;

/** Whether a residual is within a level's limits. */
export const isWithin = ({ max, rms, mean }: Residual, limits: Limits): boolean =>
  max <= limits.max && rms <= limits.rms && (limits.mean === undefined || mean <= limits.mean);
