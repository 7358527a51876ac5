import { type Bytes, bytesOf } from './bytePasses.ts';
import { gather, windowOf } from './gather.ts';
import type { Resampler, Window } from './resampler.ts';

const { fround, floor, imul, max, min } = Math;

/** Skia maps the first pixel of each run of this many in float32, and steps through the others in fixed point. */
const RUN = { low: 127, off: 254 };

/**
 * Source positions in 16 fractional bits. Rows are mapped one by one (a run of 1). Source: Skia,
 * src/core/SkBitmapProcState_matrixProcs.cpp.
 */
const mapped = (size: number, target: number, run: number, bias: number): Int32Array => {
  const scale = fround(1 / fround(fround(target) / fround(size)));
  const step = floor(scale * 2 ** 32);
  return Int32Array.from({ length: target }, (_, i) => {
    const start = i - (i % run);
    const position = floor(fround(scale * fround(start + 0.5)) * 2 ** 32) + (i - start) * step;
    return floor(position / 65536) - bias;
  });
};

/** Two neighbours and the 4 bits that weigh them. */
const axis = (size: number, target: number, run: number) => {
  const all = mapped(size, target, run, 32768);
  return {
    lower: all.map((position) => min(max(position >> 16, 0), size - 1)),
    upper: all.map((position) => min(max((position >> 16) + 1, 0), size - 1)),
    weight: all.map((position) => (position >> 12) & 15),
  };
};

/** A position on the edge between two pixels is the lower one's. */
const nearest = (size: number, target: number, run: number): Int32Array =>
  mapped(size, target, run, 1).map((position) => min(max(position >> 16, 0), size - 1));

const low = (image: Bytes, wholeWidth: number, wholeHeight: number, [left, top, right, bottom]: Window): Bytes => {
  const { data: source, channels } = image;
  const x = axis(image.width, wholeWidth, RUN.low);
  const y = axis(image.height, wholeHeight, 1);
  const [width, height] = [right - left, bottom - top];
  const data = new Uint8Array(width * height * channels);
  const row = image.width * channels;
  for (let j = top, o = 0; j < bottom; j++) {
    const [above, below, fy] = [(y.lower[j] as number) * row, (y.upper[j] as number) * row, y.weight[j] as number];
    for (let i = left; i < right; i++) {
      const fx = x.weight[i] as number;
      const [near, far] = [(x.lower[i] as number) * channels, (x.upper[i] as number) * channels];
      for (let c = 0; c < channels; c++) {
        const upper = imul(16 - fx, source[above + near + c] as number) + imul(fx, source[above + far + c] as number);
        const lower = imul(16 - fx, source[below + near + c] as number) + imul(fx, source[below + far + c] as number);
        data[o++] = (imul(16 - fy, upper) + imul(fy, lower)) >> 8;
      }
    }
  }
  return { data, width, height, channels };
};

/**
 * `drawImage` of a canvas drawn in software by Skia: @napi-rs/canvas 1.1 and Chromium with `willReadFrequently`. Smoothing
 * quality `low` is the default; `medium` and `high` shrink by mipmaps, for which no formula is known.
 */
export const canvas: readonly Resampler[] = [
  {
    name: 'canvas/low',
    family: 'triangle',
    antialias: false,
    gives: 'uint8',
    equals: '@napi-rs/canvas 1.1 drawImage: bit by bit',
    resample: (pixels, width, height, options = {}) =>
      low(bytesOf(pixels), width, height, windowOf(options, width, height)),
  },
  {
    name: 'canvas/off',
    family: 'nearest',
    antialias: false,
    gives: 'uint8',
    equals: '@napi-rs/canvas 1.1 drawImage with imageSmoothingEnabled = false: bit by bit',
    resample: (pixels, width, height, options = {}) =>
      gather(pixels, nearest(pixels.width, width, RUN.off), nearest(pixels.height, height, 1), options),
  },
];
