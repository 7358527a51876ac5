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
 * Limits of a level. Measured on 8 photos at 224: the same library differs by float noise only; float against 8-bit
 * resizing by at most 1; twins of a kernel (Pillow and sharp) by .36 to .52 rms up to 4 x shrinking, .82 at 6 x, 1.5 at
 * 10 x and 13 at most; JPEG decoders by 1.6 rms, 1.2 on average and 21 at most.
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
      return { max: 32, rms: 1.7, mean: 1.3 };
  }
};

/** Whether a residual is within a level's limits. */
export const isWithin = ({ max, rms, mean }: Residual, limits: Limits): boolean =>
  max <= limits.max && rms <= limits.rms && (limits.mean === undefined || mean <= limits.mean);
