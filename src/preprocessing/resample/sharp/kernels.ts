import { type Filter, lanczos, triangle } from '../filters.ts';

/** Mitchell and Netravali's family of cubics: B = 0, C = 1/2 is Catmull-Rom, both 1/3 is Mitchell's own. */
const cubic =
  (b: number, c: number): Filter =>
  (x) => {
    const d = Math.abs(x);
    const [d2, d3] = [d * d, d * d * d];
    if (d <= 1) return ((12 - 9 * b - 6 * c) * d3 + (-18 + 12 * b + 6 * c) * d2 + (6 - 2 * b)) / 6;
    if (d <= 2) return ((-b - 6 * c) * d3 + (6 * b + 30 * c) * d2 + (-12 * b - 48 * c) * d + (8 * b + 24 * c)) / 6;
    return 0;
  };

/** Magic Kernel Sharp of 2013. */
const mks2013: Filter = (x) => {
  const d = Math.abs(x);
  if (d >= 2.5) return 0;
  if (d >= 1.5) return ((d - 2.5) * (d - 2.5)) / -8;
  if (d >= 0.5) return (4 * d * d - 11 * d + 7) / 4;
  return 17 / 16 - (7 * d * d) / 4;
};

/** Magic Kernel Sharp of 2021. */
const mks2021: Filter = (x) => {
  const d = Math.abs(x);
  if (d >= 4.5) return 0;
  if (d >= 3.5) return (4 * d * d - 36 * d + 81) / -1152;
  if (d >= 2.5) return (4 * d * d - 27 * d + 45) / 144;
  if (d >= 1.5) return (24 * d * d - 113 * d + 130) / -144;
  if (d >= 0.5) return (140 * d * d - 379 * d + 239) / 144;
  return 577 / 576 - (239 * d * d) / 144;
};

/** A kernel of libvips, its reach (`points` on either side per source pixel), and the family it is a twin of. */
export interface VipsKernel {
  filter: Filter;
  reach: number;
  family: string;
}

/** Source: libvips 8.18, libvips/resample/templates.h and reduceh.cpp. */
export const vipsKernels = {
  linear: { filter: triangle, reach: 1, family: 'triangle+antialias' },
  cubic: { filter: cubic(0, 0.5), reach: 2, family: 'catmull-rom+antialias' },
  mitchell: { filter: cubic(1 / 3, 1 / 3), reach: 2, family: 'mitchell+antialias' },
  lanczos2: { filter: lanczos(2), reach: 2, family: 'catmull-rom+antialias' },
  lanczos3: { filter: lanczos(3), reach: 3, family: 'lanczos3+antialias' },
  mks2013: { filter: mks2013, reach: 3, family: 'mks2013+antialias' },
  mks2021: { filter: mks2021, reach: 5, family: 'mks2021+antialias' },
} as const satisfies Record<string, VipsKernel>;
