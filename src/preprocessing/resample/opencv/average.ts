import type { Bytes } from '../bytePasses.ts';
import { crop } from '../gather.ts';
import type { Window } from '../resampler.ts';
import { stepOf } from './axis.ts';

const { fround, ceil, floor, min } = Math;

/** Averages the exact area that a target pixel covers: INTER_AREA where it shrinks on both axes. */
export const average = (image: Bytes, width: number, height: number, window: Window): Bytes => {
  if (image.width % width !== 0 || image.height % height !== 0) return averageParts(image, width, height, window);
  const [left, top, right, bottom] = window;
  const [x, y] = [image.width / width, image.height / height];
  return averageBlocks(crop(image, left * x, top * y, right * x, bottom * y) as Bytes, right - left, bottom - top);
};

/** Whole factors: sums of whole blocks, rounded half to even; 2 x 2 rounds half up. */
const averageBlocks = (image: Bytes, width: number, height: number): Bytes => {
  const { data: source, channels } = image;
  const [across, down] = [image.width / width, image.height / height];
  const [length, row] = [width * channels, image.width * channels];
  const data = new Uint8Array(length * height);
  const out = new Uint8ClampedArray(data.buffer);
  const sums = new Int32Array(length);
  const share = fround(1 / (across * down));
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let k = 0; k < down; k++) {
      let p = (y * down + k) * row;
      for (let i = 0; i < length; i += channels) {
        for (let j = 0; j < across; j++) {
          for (let c = 0; c < channels; c++) (sums[i + c] as number) += source[p++] as number;
        }
      }
    }
    const o = y * length;
    if (across === 2 && down === 2) for (let i = 0; i < length; i++) out[o + i] = ((sums[i] as number) + 2) >> 2;
    else for (let i = 0; i < length; i++) out[o + i] = fround((sums[i] as number) * share);
  }
  return { data, width, height, channels };
};

interface Share {
  target: number;
  source: number;
  weight: number;
}

/** Which share of which source pixel falls into each of some target pixels, counted from the first of them. */
const shares = (size: number, target: number, start: number, end: number): Share[] => {
  const step = stepOf(size, target);
  const found: Share[] = [];
  for (let i = start; i < end; i++) {
    const [from, to] = [i * step, i * step + step];
    const cell = min(step, size - from);
    const last = min(floor(to), size - 1);
    const first = min(ceil(from), last);
    if (first - from > 1e-3)
      found.push({ target: i - start, source: first - 1, weight: fround((first - from) / cell) });
    for (let s = first; s < last; s++) found.push({ target: i - start, source: s, weight: fround(1 / cell) });
    if (to - last > 1e-3) {
      found.push({ target: i - start, source: last, weight: fround(min(min(to - last, 1), cell) / cell) });
    }
  }
  return found;
};

const averageParts = (
  image: Bytes,
  wholeWidth: number,
  wholeHeight: number,
  [left, top, right, bottom]: Window,
): Bytes => {
  const { data: source, channels } = image;
  const [width, height] = [right - left, bottom - top];
  const columns = shares(image.width, wholeWidth, left, right);
  const [to, from, weights] = [
    Int32Array.from(columns, (share) => share.target * channels),
    Int32Array.from(columns, (share) => share.source * channels),
    Float32Array.from(columns, (share) => share.weight),
  ];
  const length = width * channels;
  const row = new Float32Array(length);
  const sums = new Float32Array(length * height);
  let filled = -1;
  for (const share of shares(image.height, wholeHeight, top, bottom)) {
    if (filled !== share.source) {
      row.fill(0);
      const start = share.source * image.width * channels;
      for (let i = 0; i < weights.length; i++) {
        const [t, f, weight] = [to[i] as number, start + (from[i] as number), weights[i] as number];
        for (let c = 0; c < channels; c++) {
          row[t + c] = (row[t + c] as number) + fround((source[f + c] as number) * weight);
        }
      }
      filled = share.source;
    }
    const o = share.target * length;
    const { weight } = share;
    for (let i = 0; i < length; i++) sums[o + i] = (sums[o + i] as number) + fround((row[i] as number) * weight);
  }
  const data = new Uint8Array(sums.length);
  new Uint8ClampedArray(data.buffer).set(sums);
  return { data, width, height, channels };
};
