import { sampleSeed, word } from '../sketch/word.ts';

/** Values of a tensor that a golden keeps as they are. */
export const sampleCount = 16;

/** Where they are: all of at most 16 values, else 16 pseudo-random positions (one may come twice). */
export const samplePositions = (count: number): number[] =>
  Array.from({ length: Math.min(count, sampleCount) }, (_, i) =>
    count <= sampleCount ? i : Math.floor(((word(i, sampleSeed) >>> 0) / 2 ** 32) * count),
  );
