import { type Bytes, bytesOf } from '../bytePasses.ts';
import type { ElementTaps } from '../elementTaps.ts';
import { crop, windowOf } from '../gather.ts';
import type { ResampleOptions, Resampler, Window } from '../resampler.ts';

/** Fractional bits of a weight: INTER_RESIZE_COEF_BITS. */
export const ONE = 2048;

const { imul } = Math;

/** Source pixels per target pixel. */
export const stepOf = (size: number, target: number, given?: number): number => given ?? 1 / (target / size);

/** First source position per target position, and its whole weights. */
export interface Axis {
  starts: Int32Array;
  weights: Int32Array;
}

/** The target positions `from` to `to` only, with `count` weights each. */
export const axisPart = <Weights extends Int32Array | Float32Array>(
  { starts, weights }: { starts: Int32Array; weights: Weights },
  from: number,
  to: number,
  count: number,
) => ({ starts: starts.subarray(from, to), weights: weights.subarray(from * count, to * count) as Weights });

/** Columns of one source row, in 11 fractional bits. */
export const sumColumns = (image: Bytes, { offsets, weights, count, length }: ElementTaps<Int32Array>) => {
  const { data, width, channels } = image;
  return (row: Int32Array, index: number): void => {
    const start = index * width * channels;
    for (let i = 0; i < length; i++)
      row[i] = imul(data[start + (offsets[i] as number)] as number, weights[i] as number);
    for (let k = 1; k < count; k++) {
      for (let i = 0, t = k * length; i < length; i++, t++) {
        row[i] = (row[i] as number) + imul(data[start + (offsets[t] as number)] as number, weights[t] as number);
      }
    }
  };
};

/** A kernel of OpenCV on bytes: equal sizes are copied, whatever the kernel. */
export const opencvKernel = (
  about: Pick<Resampler, 'name' | 'family' | 'equals'>,
  resize: (image: Bytes, width: number, height: number, window: Window, options: ResampleOptions) => Bytes,
): Resampler => ({
  ...about,
  antialias: false,
  gives: 'uint8',
  resample: (pixels, width, height, options = {}) => {
    const bytes = bytesOf(pixels);
    const window = windowOf(options, width, height);
    return width === bytes.width && height === bytes.height
      ? crop(bytes, ...window)
      : resize(bytes, width, height, window, options);
  },
});
