import { type Planes, planeOf, planes } from '../picture/planes.ts';
import type { Pyramid } from './shrunk.ts';

/** A rectangle of a picture; its sides may lie between pixels. */
export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

interface Line {
  first: Int32Array;
  count: Int32Array;
  weights: Float32Array;
  stride: number;
}

const { abs, ceil, floor, max, min } = Math;

/** A triangle as wide as the sampling is coarse, for each of `target` positions between `from` and `to`. */
const trianglesOf = (size: number, from: number, to: number, target: number): Line => {
  const scale = (to - from) / target;
  const reach = max(1, scale);
  const stride = 2 * ceil(reach) + 2;
  const line: Line = {
    first: new Int32Array(target),
    count: new Int32Array(target),
    weights: new Float32Array(target * stride),
    stride,
  };
  for (let i = 0; i < target; i++) {
    const center = from + (i + 0.5) * scale - 0.5;
    const first = min(max(ceil(center - reach), 0), size - 1);
    const last = min(max(floor(center + reach), first), size - 1);
    let sum = 0;
    for (let p = first; p <= last; p++) {
      const weight = max(0, 1 - abs(p - center) / reach);
      line.weights[i * stride + p - first] = weight;
      sum += weight;
    }
    line.first[i] = first;
    if (sum < 1e-6) {
      line.weights[i * stride] = 1;
      line.count[i] = 1;
      continue;
    }
    line.count[i] = last - first + 1;
    for (let k = 0; k <= last - first; k++) (line.weights[i * stride + k] as number) /= sum;
  }
  return line;
};

/** A rectangle of a picture, sampled with an antialiased triangle. Beyond the picture its nearest pixels are taken. */
export const sampleRect = (picture: Planes, rect: Rect, width: number, height: number): Planes => {
  const across = trianglesOf(picture.width, rect.left, rect.right, width);
  const down = trianglesOf(picture.height, rect.top, rect.bottom, height);
  const result = planes(picture.channels, height, width);
  const line = new Float32Array(picture.width);
  const start = across.first[0] as number;
  const end = (across.first[width - 1] as number) + (across.count[width - 1] as number);
  for (let c = 0; c < picture.channels; c++) {
    const source = planeOf(picture, c);
    const target = planeOf(result, c);
    for (let y = 0; y < height; y++) {
      line.fill(0);
      const [first, count] = [down.first[y] as number, down.count[y] as number];
      for (let k = 0; k < count; k++) {
        const weight = down.weights[y * down.stride + k] as number;
        const from = (first + k) * picture.width;
        for (let x = start; x < end; x++) (line[x] as number) += weight * (source[from + x] as number);
      }
      for (let x = 0; x < width; x++) {
        const left = across.first[x] as number;
        const taps = across.count[x] as number;
        const at = x * across.stride;
        let sum = 0;
        for (let k = 0; k < taps; k++) sum += (across.weights[at + k] as number) * (line[left + k] as number);
        target[y * width + x] = sum;
      }
    }
  }
  return result;
};

/** As {@link sampleRect}, from the smallest version of the picture that still has about two pixels per sample. */
export const samplePyramid = (pyramid: Pyramid, rect: Rect, width: number, height: number): Planes => {
  const scale = min((rect.right - rect.left) / width, (rect.bottom - rect.top) / height);
  let level = 0;
  while (level + 1 < pyramid.length && scale / 2 ** level >= 4) level++;
  const picture = pyramid[level] as Planes;
  const by = 2 ** level;
  const shrunk = { left: rect.left / by, top: rect.top / by, right: rect.right / by, bottom: rect.bottom / by };
  return sampleRect(picture, shrunk, width, height);
};
