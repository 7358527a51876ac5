import type { Pixels } from '../../../pixels/pixels.ts';

/** A picture channel by channel, each row by row. */
export interface Planes {
  data: Float32Array;
  width: number;
  height: number;
  channels: number;
}

export const planes = (channels: number, height: number, width: number, data?: Float32Array): Planes => ({
  data: data ?? new Float32Array(channels * height * width),
  width,
  height,
  channels,
});

/** One channel, as it lies in memory. */
export const planeOf = ({ data, width, height }: Planes, channel: number): Float32Array =>
  data.subarray(channel * width * height, (channel + 1) * width * height);

/** Interleaved pixels as planes; alpha is left out, a single channel of gray stays one. */
export const planesOf = (pixels: Pixels): Planes => {
  const { data, width, height, channels } = pixels;
  const kept = Math.min(channels, 3);
  const count = width * height;
  const result = planes(kept, height, width);
  for (let c = 0; c < kept; c++) {
    const plane = planeOf(result, c);
    for (let i = 0, from = c; i < count; i++, from += channels) plane[i] = data[from] as number;
  }
  return result;
};

/** A part of a picture, in whole pixels. */
export interface Window {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export const cutOut = (picture: Planes, { left, top, right, bottom }: Window): Planes => {
  const { width, height, channels } = picture;
  if (left === 0 && top === 0 && right === width && bottom === height) return picture;
  const result = planes(channels, bottom - top, right - left);
  let to = 0;
  for (let c = 0; c < channels; c++)
    for (let y = top; y < bottom; y++, to += right - left) {
      const from = (c * height + y) * width;
      result.data.set(picture.data.subarray(from + left, from + right), to);
    }
  return result;
};
