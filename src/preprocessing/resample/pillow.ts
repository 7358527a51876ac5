import type { Pixels } from '../pixels/pixels.ts';
import { type Bytes, bytesOf, columnsThenRows, rowsThenColumns } from './bytePasses.ts';
import { antialiasedWeights, pillowFilters, type SupportedFilter, tapsNeeded } from './filters.ts';
import { crop, gather, windowOf } from './gather.ts';
import type { ResampleOptions, Resampler } from './resampler.ts';
import { partOf, type Taps } from './taps.ts';

/** Fractional bits of a weight: 32 - 8 for the pixel - 2 for the sign and for weights beyond 1. */
const BITS = 22;

const { fround } = Math;

const tapsOf = (size: number, from: number, to: number, target: number, filter: SupportedFilter): Taps => {
  const stride = tapsNeeded(from, to, target, filter);
  const [first, count] = [new Int32Array(target), new Int32Array(target)];
  const fixed = new Int32Array(target * stride);
  antialiasedWeights(size, from, to, target, filter, (i, start, weights) => {
    first[i] = start;
    count[i] = weights.length;
    for (let k = 0; k < weights.length; k++) {
      const scaled = (weights[k] as number) * (1 << BITS);
      fixed[i * stride + k] = Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
  });
  return { first, count, weights: fixed, stride };
};

/** 8-bit `Image.resize`: two passes, rounded to bytes in between. Source: Pillow 13.0.0, src/libImaging/Resample.c. */
const resize = (
  image: Bytes,
  width: number,
  height: number,
  options: ResampleOptions,
  filter: SupportedFilter,
): Bytes => {
  // The box is kept in float32.
  const [left, top, right, bottom] = (options.box ?? [0, 0, image.width, image.height]).map(fround) as Box;
  const [x0, y0, x1, y1] = windowOf(options, width, height);
  const across = width !== image.width || left !== 0 || right !== width;
  const down = height !== image.height || top !== 0 || bottom !== height;
  const columns = across ? tapsOf(image.width, left, left + fround(right - left), width, filter) : undefined;
  const rows = down ? tapsOf(image.height, top, top + fround(bottom - top), height, filter) : undefined;
  // A pass that is skipped leaves its axis as it is: what is wanted of the result can be cut out of the source.
  const source = crop(
    image,
    columns ? 0 : x0,
    rows ? 0 : y0,
    columns ? image.width : x1,
    rows ? image.height : y1,
  ) as Bytes;
  const lost = { columns: image.width - width, rows: image.height - height };
  const rowsFirst = (options.pillow ?? 13) >= 13 && lost.rows > 0 && lost.rows > 2 * lost.columns;
  const passes = rowsFirst ? rowsThenColumns : columnsThenRows;
  return passes(source, columns && partOf(columns, x0, x1), rows && partOf(rows, y0, y1), BITS);
};

type Box = [number, number, number, number];

const resizeAny = (
  pixels: Pixels,
  width: number,
  height: number,
  options: ResampleOptions,
  filter: SupportedFilter,
): Pixels => {
  const bytes = bytesOf(pixels);
  const box = options.box ?? [0, 0, bytes.width, bytes.height];
  const same = width === bytes.width && height === bytes.height && box[0] === 0 && box[1] === 0;
  if (bytes.channels !== 4 || (same && box[2] === width && box[3] === height)) {
    return resize(bytes, width, height, options, filter);
  }
  return unpremultiplied(resize(premultiplied(bytes), width, height, options, filter));
};

/** Mode RGBa, in which Pillow resizes RGBA: source: src/libImaging/Convert.c `rgbA2rgba`. */
const premultiplied = (image: Bytes): Bytes => {
  const data = Uint8Array.from(image.data);
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3] as number;
    for (let c = i; c < i + 3; c++) {
      const product = (data[c] as number) * alpha + 128;
      data[c] = ((product >> 8) + product) >> 8;
    }
  }
  return { ...image, data };
};

const unpremultiplied = (image: Bytes): Bytes => {
  const { data } = image;
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3] as number;
    if (alpha === 0 || alpha === 255) continue;
    for (let c = i; c < i + 3; c++) data[c] = Math.min(255, Math.trunc((255 * (data[c] as number)) / alpha));
  }
  return image;
};

const families = {
  box: 'box+antialias',
  bilinear: 'triangle+antialias',
  hamming: 'hamming+antialias',
  bicubic: 'catmull-rom+antialias',
  lanczos: 'lanczos3+antialias',
} as const;

/** Pillow's position is summed up step by step, in double precision: where it meets a pixel's edge depends on that. */
const steps = (size: number, from: number, to: number, target: number): Int32Array => {
  const step = (to - from) / target;
  const found = new Int32Array(target);
  let position = from + step * 0.5;
  for (let i = 0; i < target; i++) {
    found[i] = Math.min(Math.trunc(position), size - 1);
    position += step;
  }
  return found;
};

const nearest: Resampler = {
  name: 'pillow/nearest',
  family: 'nearest',
  antialias: false,
  gives: 'uint8',
  equals: 'Pillow 13.0.0 Image.resize(NEAREST), and OpenCV INTER_NEAREST_EXACT: bit by bit',
  resample: (pixels, width, height, options = {}) => {
    const [left, top, right, bottom] = options.box ?? [0, 0, pixels.width, pixels.height];
    const columns = steps(pixels.width, left, right, width);
    const rows = steps(pixels.height, top, bottom, height);
    return gather(pixels, columns, rows, options);
  },
};

/** Pillow's kernels: all but `nearest` average over every source pixel when they shrink. */
export const pillow: readonly Resampler[] = [
  nearest,
  ...(Object.keys(families) as (keyof typeof families)[]).map(
    (name): Resampler => ({
      name: `pillow/${name}`,
      family: families[name],
      antialias: true,
      gives: 'uint8',
      equals: `Pillow 13.0.0 Image.resize(${name.toUpperCase()}): bit by bit; with \`pillow: 12\` as Pillow 12 and older`,
      resample: (pixels, width, height, options = {}) => resizeAny(pixels, width, height, options, pillowFilters[name]),
    }),
  ),
];
