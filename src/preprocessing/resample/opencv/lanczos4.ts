import type { Bytes } from '../bytePasses.ts';
import { elementTaps, rowCache } from '../elementTaps.ts';
import type { ResampleOptions, Window } from '../resampler.ts';
import { roundHalfEven } from '../roundHalfEven.ts';
import { type Axis, axisPart, ONE, opencvKernel, stepOf, sumColumns } from './axis.ts';

const { fround, floor, imul } = Math;

const lanczosAxis = (target: number, step: number): Axis => {
  const [starts, weights] = [new Int32Array(target), new Int32Array(target * 8)];
  for (let i = 0; i < target; i++) {
    const position = fround((i + 0.5) * step - 0.5);
    const start = floor(position);
    starts[i] = start - 3;
    weightsAt(fround(position - start)).forEach((weight, k) => {
      weights[i * 8 + k] = roundHalfEven(fround(weight * ONE));
    });
  }
  return { starts, weights };
};

const root = Math.SQRT1_2;
const turns = [
  [1, 0],
  [-root, -root],
  [0, 1],
  [root, -root],
  [-1, 0],
  [root, root],
  [0, -1],
  [-root, root],
] as const;

/** `interpolateLanczos4` of OpenCV 5.0.0, modules/imgproc/src/resize.cpp. */
const weightsAt = (x: number): number[] => {
  if (x < 1.1920929e-7) return [0, 0, 0, 1, 0, 0, 0, 0];
  const start = -(x + 3) * Math.PI * 0.25;
  const [s, c] = [Math.sin(start), Math.cos(start)];
  let sum = 0;
  const raw = turns.map(([a, b], k) => {
    const y = -(x + 3 - k) * Math.PI * 0.25;
    const weight = fround((a * s + b * c) / (y * y));
    sum = fround(sum + weight);
    return weight;
  });
  const scale = fround(1 / sum);
  return raw.map((weight) => fround(weight * scale));
};

const resize = (
  image: Bytes,
  wholeWidth: number,
  wholeHeight: number,
  [left, top, right, bottom]: Window,
  options: ResampleOptions,
): Bytes => {
  const { channels } = image;
  const [width, height] = [right - left, bottom - top];
  const x = axisPart(lanczosAxis(wholeWidth, stepOf(image.width, wholeWidth, options.step?.x)), left, right, 8);
  const y = axisPart(lanczosAxis(wholeHeight, stepOf(image.height, wholeHeight, options.step?.y)), top, bottom, 8);
  const columns = elementTaps(image.width, channels, x.starts, x.weights, 8);
  const rows = rowCache(8, () => new Int32Array(columns.length), sumColumns(image, columns));
  const data = new Uint8Array(columns.length * height);
  const out = new Uint8ClampedArray(data.buffer);
  const sums = new Int32Array(columns.length);
  for (let i = 0; i < height; i++) {
    sums.fill(1 << 21);
    for (let k = 0; k < 8; k++) {
      const row = rows(Math.min(Math.max((y.starts[i] as number) + k, 0), image.height - 1));
      const weight = y.weights[i * 8 + k] as number;
      for (let j = 0; j < columns.length; j++) sums[j] = ((sums[j] as number) + imul(row[j] as number, weight)) | 0;
    }
    for (let j = 0; j < columns.length; j++) out[i * columns.length + j] = (sums[j] as number) >> 22;
  }
  return { data, width, height, channels };
};

/** Eight taps, no averaging. Source: OpenCV 5.0.0, modules/imgproc/src/resize.cpp. */
export const lanczos4 = opencvKernel(
  {
    name: 'opencv/lanczos4',
    family: 'lanczos4',
    equals: 'OpenCV 5.0.0 and 4.12.0 resize(INTER_LANCZOS4) of bytes: bit by bit',
  },
  resize,
);
