import type { Size } from '../../pixels/pixels.ts';
import { type Bytes, bytesOf } from '../bytePasses.ts';
import { crop, gather, windowOf } from '../gather.ts';
import type { Resampler, Window } from '../resampler.ts';
import { affineBicubic, affineBilinear, positionsOf } from './affine.ts';
import { type VipsKernel, vipsKernels } from './kernels.ts';
import { blockOf, rowsOf, shrinkColumns, shrinkRows } from './shrink.ts';

/**
 * Each axis that shrinks, rows first; then whatever is to be enlarged, both axes at once. There libvips 8.18 places the
 * result half a target pixel too far to the right and down, also along an axis that keeps its size: it subtracts 0.5 where
 * 0.5 * (1 - 1 / scale) would be right, as 8.19 does.
 */
const resize = (
  image: Bytes,
  width: number,
  height: number,
  [left, top, right, bottom]: Window,
  kernel: VipsKernel,
  name: string,
): Bytes => {
  if (width <= image.width && height <= image.height) {
    const rows = height < image.height ? shrinkRows(image, height, kernel, top, bottom) : rowsOf(image, top, bottom);
    if (width < image.width) return shrinkColumns(rows, width, kernel, left, right);
    return crop(rows, left, 0, right, rows.height) as Bytes;
  }
  let shrunk = height < image.height ? shrinkRows(image, height, kernel, 0, height) : image;
  if (width < image.width) shrunk = shrinkColumns(shrunk, width, kernel, 0, width);
  const { x, y } = positionsOf(width, height, enlarging(image, width, height), 0.5);
  const places = { x: x.subarray(left, right), y: y.subarray(top, bottom) };
  // Every kernel but `nearest` and `linear` enlarges by Catmull-Rom.
  return name === 'linear' ? affineBilinear(shrunk, places) : affineBicubic(shrunk, places);
};

/** By how much each axis is enlarged; not at all where it shrinks. */
const enlarging = (image: Size, width: number, height: number) => ({
  x: Math.max(1 / (image.width / width), 1),
  y: Math.max(1 / (image.height / height), 1),
});

/** Whole factors are skipped first, then each axis shrinks, then whatever is to be enlarged. */
const nearest: Resampler['resample'] = (pixels, width, height, options = {}) => {
  const columns = shrunkAxis(pixels.width, width, Number.POSITIVE_INFINITY);
  const shrinks = width <= pixels.width && height <= pixels.height;
  const rows = shrunkAxis(pixels.height, height, shrinks ? STRIP.shrinking : STRIP.enlarging);
  if (shrinks) return gather(pixels, columns, rows, options);
  const { x, y } = positionsOf(width, height, enlarging(pixels, width, height), 0);
  const inside = (places: Float64Array, from: Int32Array) =>
    Int32Array.from(places, (place) => from[Math.min(Math.trunc(place) - 1, from.length - 1)] as number);
  return gather(pixels, inside(x, columns), inside(y, rows), options);
};

/** Rows come in strips, in tiles where they are then enlarged; positions are summed up step by step from the first of each. */
const STRIP = { shrinking: 16, enlarging: 128 };

/** Source positions along an axis that shrinks; one that does not is left as it is. */
const shrunkAxis = (size: number, target: number, strip: number): Int32Array => {
  if (target >= size) return Int32Array.from({ length: size }, (_, i) => i);
  const block = blockOf(size, target);
  const left = Math.floor(size / block);
  const shrink = 1 / ((1 / (size / target)) * block);
  const found = new Int32Array(target);
  let position = 0;
  for (let i = 0; i < target; i++) {
    position = i % strip === 0 ? (i + 0.5) * shrink - (target * shrink - left) / 2 : position + shrink;
    found[i] = Math.min(Math.max(Math.trunc(position), 0), left - 1) * block;
  }
  return found;
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
    equals:
      'sharp 0.35.5 resize(kernel: nearest): bit by bit, but for positions on an edge where one axis shrinks and the other is enlarged',
    resample: nearest,
  },
  ...(Object.keys(vipsKernels) as (keyof typeof vipsKernels)[]).map(
    (name): Resampler => ({
      name: `sharp/${name}`,
      family: vipsKernels[name].family,
      antialias: true,
      gives: 'uint8',
      equals: `sharp 0.35.5 (libvips 8.18.7) resize(kernel: ${name}): bit by bit`,
      resample: (pixels, width, height, options = {}) =>
        resize(bytesOf(pixels), width, height, windowOf(options, width, height), vipsKernels[name], name),
    }),
  ),
];
