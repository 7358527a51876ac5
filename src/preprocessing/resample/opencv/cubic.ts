import type { Bytes } from '../bytePasses.ts';
import { elementTaps, rowCache } from '../elementTaps.ts';
import { floatColumns } from '../floatPasses.ts';
import type { ResampleOptions, Window } from '../resampler.ts';
import { axisPart, opencvKernel, stepOf } from './axis.ts';

const { fround, floor } = Math;

const A = -0.75;

/** Four weights in float32; the last is what is missing to 1. */
const weightsAt = (x: number): [number, number, number, number] => {
  const one = fround(x + 1);
  let w0 = fround(fround(A * one) - 5 * A);
  w0 = fround(fround(w0 * one) + 8 * A);
  w0 = fround(fround(w0 * one) - 4 * A);
  const inner = (d: number): number => {
    const linear = fround(fround((A + 2) * d) - (A + 3));
    return fround(fround(fround(linear * d) * d) + 1);
  };
  const [w1, w2] = [inner(x), inner(fround(1 - x))];
  return [w0, w1, w2, fround(fround(fround(1 - w0) - w1) - w2)];
};

const axis = (target: number, step: number) => {
  const [starts, weights] = [new Int32Array(target), new Float32Array(target * 4)];
  for (let i = 0; i < target; i++) {
    const position = fround((i + 0.5) * step - 0.5);
    const start = floor(position);
    starts[i] = start - 1;
    weights.set(weightsAt(fround(position - start)), i * 4);
  }
  return { starts, weights };
};

const resize = (
  image: Bytes,
  wholeWidth: number,
  wholeHeight: number,
  [left, top, right, bottom]: Window,
  { step }: ResampleOptions,
): Bytes => {
  const { channels } = image;
  const [width, height] = [right - left, bottom - top];
  const x = axisPart(axis(wholeWidth, stepOf(image.width, wholeWidth, step?.x)), left, right, 4);
  const y = axisPart(axis(wholeHeight, stepOf(image.height, wholeHeight, step?.y)), top, bottom, 4);
  const columns = elementTaps(image.width, channels, x.starts, x.weights, 4);
  const { length } = columns;
  const rows = rowCache(4, () => new Float32Array(length), floatColumns(image, columns));
  const last = image.height - 1;
  const data = new Uint8Array(length * height);
  // Stores rounded half to even and clipped, as cvRound and saturate_cast do.
  const out = new Uint8ClampedArray(data.buffer);
  const row = (position: number) => rows(Math.min(Math.max(position, 0), last));
  for (let i = 0; i < height; i++) {
    const start = y.starts[i] as number;
    const [a, b, c, d] = [row(start), row(start + 1), row(start + 2), row(start + 3)];
    const [wa, wb, wc, wd] = y.weights.subarray(i * 4, i * 4 + 4) as unknown as [number, number, number, number];
    for (let k = 0, o = i * length; k < length; k++, o++) {
      const upper = fround(fround((a[k] as number) * wa) + fround((b[k] as number) * wb));
      out[o] = fround(fround(upper + fround((c[k] as number) * wc)) + fround((d[k] as number) * wd));
    }
  }
  return { data, width, height, channels };
};

/**
 * Keys' convolution with a = -0.75, in float32 with one rounding: what the x86 wheels of OpenCV compute. Source: OpenCV
 * 5.0.0, modules/imgproc/src/resize.cpp `interpolateCubic`. (With whole weights, as on ARM, 1 to 5 % of the values are
 * expected to be off by one.)
 */
export const cubic = opencvKernel(
  {
    name: 'opencv/cubic',
    family: 'cubic',
    equals: 'OpenCV 5.0.0 and 4.12.0 resize(INTER_CUBIC) of bytes on x86: off by 1 in 0.0005 % of the values',
  },
  resize,
);
