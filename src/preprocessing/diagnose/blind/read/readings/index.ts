import type { Reading } from '../reading.ts';
import { asDeclared } from './asDeclared.ts';
import { interleavedAsPlanes } from './interleavedAsPlanes.ts';
import { planesAsInterleaved } from './planesAsInterleaved.ts';
import { rgbAsRgba } from './rgbAsRgba.ts';
import { rgbaAsRgb } from './rgbaAsRgb.ts';
import { widthHeightSwapped } from './widthHeightSwapped.ts';

/** All ways to read a buffer, the usual one first. */
export const readings: readonly Reading[] = [
  asDeclared,
  interleavedAsPlanes,
  planesAsInterleaved,
  rgbaAsRgb,
  rgbAsRgba,
  widthHeightSwapped,
];
