import type { Pixels } from '../../pixels.ts';
import { type Bytes, bytesOf } from '../bytePasses.ts';
import { gather, positions } from '../gather.ts';
import type { Resampler } from '../resampler.ts';
import { affineBicubic, affineBilinear } from './affine.ts';
import { type VipsKernel, vipsKernels } from './kernels.ts';
import { blockOf, shrinkColumns, shrinkRows } from './shrink.ts';

/** Each axis that shrinks, rows first; then whatever is to be enlarged, both axes at once. */
const resize = (image: Bytes, width: number, height: number, kernel: VipsKernel, name: string): Bytes => {
  let shrunk = height < image.height ? shrinkRows(image, height, kernel) : image;
  if (width < image.width) shrunk = shrinkColumns(shrunk, width, kernel);
  if (width <= image.width && height <= image.height) return shrunk;
  const places = { x: enlarged(image.width, width), y: enlarged(image.height, height) };
  // Every kernel but these two enlarges by Catmull-Rom.
  return name === 'linear' ? affineBilinear(shrunk, places) : affineBicubic(shrunk, places);
};

/**
 * libvips 8.18 places the result half a target pixel too far to the right and down, also along an axis that keeps its
 * size when the other is enlarged: it subtracts 0.5 where 0.5 * (1 - 1 / scale) would be right, as 8.19 does.
 */
const enlarged = (size: number, target: number): Float64Array => {
  const scale = Math.max(1 / (size / target), 1);
  return Float64Array.from({ length: target }, (_, i) => i * (1 / scale) - 0.5);
};

const nearest = (pixels: Pixels, width: number, height: number): Pixels => {
  const block = {
    x: width < pixels.width ? blockOf(pixels.width, width) : 1,
    y: height < pixels.height ? blockOf(pixels.height, height) : 1,
  };
  const columns = axis(pixels.width, width, block.x);
  const rows = axis(pixels.height, height, block.y);
  return gather(pixels, columns, rows);
};

/** Whole factors are skipped first; then the position is summed up step by step. */
const axis = (size: number, target: number, block: number): Int32Array => {
  const left = Math.floor(size / block);
  const scale = (1 / (size / target)) * block;
  if (scale > 1) return positions(size, target, (i) => i * (1 / scale));
  if (scale === 1) return Int32Array.from({ length: target }, (_, i) => i * block);
  const shrink = 1 / scale;
  let position = 0.5 * shrink - (target * shrink - left) / 2;
  return Int32Array.from({ length: target }, () => {
    const found = Math.min(Math.max(Math.trunc(position), 0), left - 1) * block;
    position += shrink;
    return found;
  });
};

const exactness: Record<string, string> = {
  lanczos2: 'bit by bit where it shrinks, off by 1 in 0.2 % of the values where it enlarges',
  lanczos3: 'bit by bit where it shrinks, off by 1 in 0.2 % of the values where it enlarges',
};

/**
 * `sharp(...).resize(width, height, { fit: 'fill', kernel })` of pixels (shrink-on-load is the decoder's). All average
 * where they shrink. Source: libvips 8.18.7, libvips/resample/resize.c.
 */
export const sharp: readonly Resampler[] = [
  {
    name: 'sharp/nearest',
    family: 'nearest',
    antialias: false,
    gives: 'uint8',
    equals: 'sharp 0.35.5 resize(kernel: nearest): differs where a position meets the edge of a pixel',
    resample: nearest,
  },
  ...(Object.keys(vipsKernels) as (keyof typeof vipsKernels)[]).map(
    (name): Resampler => ({
      name: `sharp/${name}`,
      family: vipsKernels[name].family,
      antialias: true,
      gives: 'uint8',
      equals: `sharp 0.35.5 (libvips 8.18.7) resize(kernel: ${name}): ${exactness[name] ?? 'off by 1 in under 1 % of the values'}`,
      resample: (pixels, width, height) => resize(bytesOf(pixels), width, height, vipsKernels[name], name),
    }),
  ),
];
