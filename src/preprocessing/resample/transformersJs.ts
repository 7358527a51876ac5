import { type Bytes, bytesOf } from './bytePasses.ts';
import { gather, windowOf } from './gather.ts';
import type { Resampler } from './resampler.ts';
import { affineBicubic, affineBilinear, positionsOf } from './sharp/affine.ts';

/** Black around the picture, as far as a kernel looks. */
const BORDER = 2;

/**
 * Index times scale, without the half pixel: the picture ends up half a step too far to the left and up. Beyond its
 * border the background is mixed in.
 */
const affine =
  (interpolate: typeof affineBilinear): Resampler['resample'] =>
  (pixels, width, height, options = {}) => {
    const [left, top, right, bottom] = windowOf(options, width, height);
    const scale = { x: width / pixels.width, y: height / pixels.height };
    const { x, y } = positionsOf(width, height, scale, 0);
    const places = { x: x.subarray(left, right), y: y.subarray(top, bottom) };
    return interpolate(bordered(bytesOf(pixels)), places, BORDER);
  };

const bordered = ({ data: source, width, height, channels }: Bytes): Bytes => {
  const image = { width: width + 2 * BORDER, height: height + 2 * BORDER, channels };
  const data = new Uint8Array(image.width * image.height * channels);
  const row = width * channels;
  for (let y = 0; y < height; y++) {
    const start = ((y + BORDER) * image.width + BORDER) * channels;
    data.set(source.subarray(y * row, (y + 1) * row), start);
  }
  return { data, ...image };
};

const nearest: Resampler['resample'] = (pixels, width, height, options = {}) => {
  const { x, y } = positionsOf(width, height, { x: width / pixels.width, y: height / pixels.height }, 0);
  const inside = (places: Float64Array, size: number) =>
    Int32Array.from(places, (place) => Math.min(Math.trunc(place) - 1, size - 1));
  return gather(pixels, inside(x, pixels.width), inside(y, pixels.height), options);
};

const part = (name: string, family: string, resample: Resampler['resample']): Resampler => ({
  name: `transformers.js/${name}`,
  family,
  antialias: false,
  gives: 'uint8',
  equals: `sharp 0.35.5 affine(interpolator: ${name}), which RawImage.resize of transformers.js 4.3 calls in Node: bit by bit`,
  resample,
});

/**
 * transformers.js in Node resizes by `sharp.affine`: no averaging, TF1's convention. (Its `lanczos` is `sharp/lanczos3`; in
 * browsers it is `canvas/low` whatever the kernel.) Source: @huggingface/transformers 4.3.1, src/utils/image.js.
 */
export const transformersJs: readonly Resampler[] = [
  part('nearest', 'nearest-top-left', nearest),
  part('bilinear', 'triangle-top-left', affine(affineBilinear)),
  part('bicubic', 'catmull-rom-top-left', affine(affineBicubic)),
];
