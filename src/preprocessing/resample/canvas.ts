import { type Bytes, bytesOf } from './bytePasses.ts';
import { gather, positions } from './gather.ts';
import type { Resampler } from './resampler.ts';

const { fround, floor, imul, max, min } = Math;

/** Positions in 16 fractional bits, of which 4 weigh. */
const axis = (size: number, target: number) => {
  const inverse = fround(1 / fround(fround(target) / fround(size)));
  const found = { lower: new Int32Array(target), upper: new Int32Array(target), weight: new Int32Array(target) };
  for (let i = 0; i < target; i++) {
    const position = floor(((i + 0.5) * inverse - 0.5) * 65536);
    const whole = position >> 16;
    found.lower[i] = min(max(whole, 0), size - 1);
    found.upper[i] = min(max(whole + 1, 0), size - 1);
    found.weight[i] = (position >> 12) & 15;
  }
  return found;
};

const low = (image: Bytes, width: number, height: number): Bytes => {
  const { data: source, channels } = image;
  const [x, y] = [axis(image.width, width), axis(image.height, height)];
  const data = new Uint8Array(width * height * channels);
  const row = image.width * channels;
  for (let j = 0, o = 0; j < height; j++) {
    const [above, below, fy] = [(y.lower[j] as number) * row, (y.upper[j] as number) * row, y.weight[j] as number];
    for (let i = 0; i < width; i++) {
      const fx = x.weight[i] as number;
      const [left, right] = [(x.lower[i] as number) * channels, (x.upper[i] as number) * channels];
      for (let c = 0; c < channels; c++) {
        const upper = imul(16 - fx, source[above + left + c] as number) + imul(fx, source[above + right + c] as number);
        const lower = imul(16 - fx, source[below + left + c] as number) + imul(fx, source[below + right + c] as number);
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
    equals: '@napi-rs/canvas 1.1 drawImage: bit by bit at most sizes, off by 1 in 0.4 % of the values at others',
    resample: (pixels, width, height) => low(bytesOf(pixels), width, height),
  },
  {
    name: 'canvas/off',
    family: 'nearest',
    antialias: false,
    gives: 'uint8',
    equals: '@napi-rs/canvas 1.1 drawImage with imageSmoothingEnabled = false',
    resample: (pixels, width, height) => {
      const at = (size: number, target: number) => {
        const scale = fround(size / target);
        return positions(size, target, (i) => (i + 0.5) * scale);
      };
      return gather(pixels, at(pixels.width, width), at(pixels.height, height));
    },
  },
];
