import { fitBins } from './bins.ts';
import { type ToneKind, tableOf } from './tone.ts';

// IEC 61966-2-1: the curve of sRGB and its inverse.
const linear = (level: number): number => {
  const v = level / 255;
  return 255 * (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
};
const encoded = (level: number): number => {
  const v = level / 255;
  return 255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);
};

/** sRGB decoded to linear light, or linear light that was encoded once more. */
export const srgb: ToneKind = {
  name: 'srgb',
  freedom: 0,
  fit: (channels) => {
    const off = (curve: (x: number) => number): number =>
      channels.reduce((sum, bins) => sum + fitBins(bins, (x) => curve(Math.max(0, x))).off, 0);
    const curve = off(linear) < off(encoded) ? linear : encoded;
    return { name: curve === linear ? 'srgb-to-linear' : 'linear-to-srgb', table: tableOf(curve) };
  },
};
