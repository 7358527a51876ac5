import { bytesOf } from './bytePasses.ts';
import { gather, positions } from './gather.ts';
import type { Resampler } from './resampler.ts';
import { affineBicubic, affineBilinear, type Positions } from './sharp/affine.ts';

/** Index times scale, without the half pixel: the picture ends up half a step too far to the left and up. */
const topLeft = (size: number, target: number): Float64Array =>
  Float64Array.from({ length: target }, (_, i) => i * (1 / (target / size)));

const places = (pixels: { width: number; height: number }, width: number, height: number): Positions => ({
  x: topLeft(pixels.width, width),
  y: topLeft(pixels.height, height),
});

const part = (name: string, family: string, resample: Resampler['resample']): Resampler => ({
  name: `transformers.js/${name}`,
  family,
  antialias: false,
  gives: 'uint8',
  equals: `sharp 0.35.5 affine(interpolator: ${name}), which RawImage.resize of transformers.js 4.3 calls in Node`,
  resample,
});

/**
 * transformers.js in Node resizes by `sharp.affine`: no averaging, TF1's convention. (Its `lanczos` is `sharp/lanczos3`; in
 * browsers it is `canvas/low` whatever the kernel.) Source: @huggingface/transformers 4.3.1, src/utils/image.js.
 */
export const transformersJs: readonly Resampler[] = [
  part('nearest', 'nearest-top-left', (pixels, width, height) =>
    gather(
      pixels,
      positions(pixels.width, width, (i) => i * (1 / (width / pixels.width))),
      positions(pixels.height, height, (i) => i * (1 / (height / pixels.height))),
    ),
  ),
  part('bilinear', 'triangle-top-left', (pixels, width, height) =>
    affineBilinear(bytesOf(pixels), places(pixels, width, height)),
  ),
  part('bicubic', 'catmull-rom-top-left', (pixels, width, height) =>
    affineBicubic(bytesOf(pixels), places(pixels, width, height)),
  ),
];
