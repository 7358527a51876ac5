import { type Bytes, sumColumns, sumRows } from '../bytePasses.ts';
import { crop } from '../gather.ts';
import { roundHalfEven } from '../roundHalfEven.ts';
import { clampedTaps, partOf, type Taps } from '../taps.ts';
import type { VipsKernel } from './kernels.ts';

/** Fractional bits of a weight, and steps per pixel at which masks are made. */
const BITS = 12;
const STEPS = 64;

/** A mask at an offset of `x` pixels; truncated, so that its sum is a little under one. */
const maskAt = ({ filter }: VipsKernel, points: number, shrink: number, x: number): Int32Array => {
  const half = x + points / 2 - 1;
  const weights = new Float64Array(points);
  let sum = 0;
  for (let i = 0; i < points; i++) {
    const weight = filter((i - half) / shrink);
    weights[i] = weight;
    sum += weight;
  }
  return Int32Array.from(weights, (weight) => Math.trunc((weight / sum) * (1 << BITS)));
};

/** By how many whole lines an axis is averaged before: half of the factor, from 4 on (`gap` 2). */
export const blockOf = (size: number, target: number): number => Math.max(1, Math.floor(size / target / 2));

/** What `vips_reduceh` and `vips_reducev` do along an axis that was averaged by `block` before. */
const tapsOf = (size: number, shrunk: number, target: number, block: number, kernel: VipsKernel): Taps | undefined => {
  const whole = 1 / (1 / (size / target));
  const shrink = whole / block;
  if (shrink === 1) return undefined;
  const extra = (target * whole - size) / block;
  const points = 2 * roundHalfEven(kernel.reach * shrink) + 1;
  const pad = Math.ceil(points / 2) - 1;
  const masks = new Map<number, Int32Array>();
  const [starts, weights] = [new Int32Array(target), new Int32Array(target * points)];
  let position = 0.5 * shrink - 0.5 - ((1 + extra) / 2 - 1);
  for (let i = 0; i < target; i++) {
    const step = ((Math.trunc(position * STEPS * 2) & (STEPS * 2 - 1)) + 1) >> 1;
    let mask = masks.get(step);
    if (!mask) {
      mask = maskAt(kernel, points, shrink, step / STEPS);
      masks.set(step, mask);
    }
    starts[i] = Math.trunc(position) - pad;
    weights.set(mask, i * points);
    position += shrink;
  }
  return clampedTaps(shrunk, starts, weights, points);
};

/** The mean of every `block` rows, the last row repeated, in fixed point (`vips_shrinkv`). */
const averageRows = (image: Bytes, block: number): Bytes => {
  const { data: source, channels, width } = image;
  const [length, height] = [width * channels, Math.ceil(image.height / block)];
  const multiplier = Math.floor(2 ** 32 / (256 * block));
  const data = new Uint8Array(length * height);
  const sums = new Int32Array(length);
  for (let y = 0; y < height; y++) {
    sums.fill(block >> 1);
    for (let k = 0; k < block; k++) {
      const start = Math.min(y * block + k, image.height - 1) * length;
      for (let i = 0; i < length; i++) (sums[i] as number) += source[start + i] as number;
    }
    for (let i = 0; i < length; i++) data[y * length + i] = Math.floor(((sums[i] as number) * multiplier) / 2 ** 24);
  }
  return { data, width, height, channels };
};

/** The same of columns (`vips_shrinkh`). */
const averageColumns = (image: Bytes, block: number): Bytes => {
  const { data: source, channels, height } = image;
  const width = Math.ceil(image.width / block);
  const multiplier = Math.floor(2 ** 32 / (256 * block));
  const data = new Uint8Array(width * height * channels);
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = block >> 1;
        for (let k = x * block; k < (x + 1) * block; k++) {
          sum += source[(y * image.width + Math.min(k, image.width - 1)) * channels + c] as number;
        }
        data[o++] = Math.floor((sum * multiplier) / 2 ** 24);
      }
    }
  }
  return { data, width, height, channels };
};

export const rowsOf = (image: Bytes, from: number, to: number): Bytes => crop(image, 0, from, image.width, to) as Bytes;

/**
 * Rows to a smaller number, of which `from` to `to` are wanted: whole blocks averaged first where the factor is 4 or more, then weighted sums. Source: libvips
 * 8.18, libvips/resample/reducev.cpp.
 */
export const shrinkRows = (image: Bytes, height: number, kernel: VipsKernel, from: number, to: number): Bytes => {
  const block = blockOf(image.height, height);
  const averaged = block > 1 ? averageRows(image, block) : image;
  const taps = tapsOf(image.height, averaged.height, height, block, kernel);
  return taps ? sumRows(averaged, partOf(taps, from, to), BITS) : rowsOf(averaged, from, to);
};

/** Columns to a smaller number, of which `from` to `to` are wanted. Source: libvips 8.18, libvips/resample/reduceh.cpp. */
export const shrinkColumns = (image: Bytes, width: number, kernel: VipsKernel, from: number, to: number): Bytes => {
  const block = blockOf(image.width, width);
  const averaged = block > 1 ? averageColumns(image, block) : image;
  const taps = tapsOf(image.width, averaged.width, width, block, kernel);
  return taps
    ? sumColumns(averaged, partOf(taps, from, to), BITS)
    : (crop(averaged, from, 0, to, averaged.height) as Bytes);
};
