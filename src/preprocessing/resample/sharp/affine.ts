import type { Bytes } from '../bytePasses.ts';
import { elementTaps, rowCache } from '../elementTaps.ts';

const { floor, imul, trunc } = Math;

/** Source positions of each target column or row, counted from 1. */
export interface Positions {
  x: Float64Array;
  y: Float64Array;
}

/**
 * Source positions for a scale (target pixels per source pixel) on both axes, less an offset, counted from 1 because of the
 * border that libvips puts around: columns are summed up step by step, rows are multiplied, and so the last digits differ.
 * Source: libvips 8.18, libvips/resample/affine.c.
 */
export const positionsOf = (
  width: number,
  height: number,
  scale: { x: number; y: number },
  offset: number,
): Positions => {
  const inverse = 1 / (scale.x * scale.y);
  const step = { x: inverse * scale.y, y: inverse * scale.x };
  const x = new Float64Array(width).fill(1 - offset);
  for (let i = 1; i < width; i++) x[i] = (x[i - 1] as number) + step.x;
  return { x, y: Float64Array.from({ length: height }, (_, i) => step.y * i - offset + 1) };
};

const clamp = (position: number, size: number): number => Math.min(Math.max(position, 0), size - 1);

/** Between four pixels with weights of 12 bits. `border` pixels were put around the image. Source: libvips 8.18, libvips/resample/interpolate.c. */
export const affineBilinear = (image: Bytes, { x, y }: Positions, border = 0): Bytes => {
  const { data: source, channels } = image;
  const [width, height] = [x.length, y.length];
  const data = new Uint8Array(width * height * channels);
  const weightOf = (position: number): number => trunc((position - floor(position)) * 4096);
  const row = image.width * channels;
  const [left, right, across] = [
    Int32Array.from(x, (position) => clamp(floor(position) + border - 1, image.width) * channels),
    Int32Array.from(x, (position) => clamp(floor(position) + border, image.width) * channels),
    Int32Array.from(x, weightOf),
  ];
  for (let j = 0, o = 0; j < height; j++) {
    const position = y[j] as number;
    const down = weightOf(position);
    const above = clamp(floor(position) + border - 1, image.height) * row;
    const below = clamp(floor(position) + border, image.height) * row;
    for (let i = 0; i < width; i++) {
      const weight = across[i] as number;
      const w4 = imul(down, weight) >> 12;
      const w2 = imul(4096 - down, weight) >> 12;
      const [w3, w1] = [down - w4, 4096 - down - w2];
      const [l, r] = [left[i] as number, right[i] as number];
      for (let c = 0; c < channels; c++) {
        const upper = imul(w1, source[above + l + c] as number) + imul(w2, source[above + r + c] as number);
        const lower = imul(w3, source[below + l + c] as number) + imul(w4, source[below + r + c] as number);
        data[o++] = (upper + lower + 2048) >> 12;
      }
    }
  }
  return { data, width, height, channels };
};

/** Catmull-Rom's four weights at steps of 1/64 pixel, truncated to 12 bits. */
const cubicTaps = (positions: Float64Array, border: number) => {
  const [starts, weights] = [new Int32Array(positions.length), new Int32Array(positions.length * 4)];
  positions.forEach((position, i) => {
    const whole = floor(position);
    const x = (((trunc((position - whole) * 128) & 127) + 1) >> 1) / 64;
    const rest = 1 - x;
    const both = rest * (-0.5 * x);
    const [one, four] = [rest * both, x * both];
    const between = four - one;
    starts[i] = whole + border - 2;
    weights.set(
      [one, rest - one + between, x - four - between, four].map((weight) => trunc(weight * 4096)),
      i * 4,
    );
  });
  return { starts, weights };
};

/** Between sixteen pixels, columns first. Source: libvips 8.18, libvips/resample/bicubic.cpp and templates.h. */
export const affineBicubic = (image: Bytes, { x, y }: Positions, border = 0): Bytes => {
  const { data: source, channels } = image;
  const [across, down] = [cubicTaps(x, border), cubicTaps(y, border)];
  const { offsets, weights, length } = elementTaps(image.width, channels, across.starts, across.weights, 4);
  const rows = rowCache(
    4,
    () => new Int32Array(length),
    (row, index) => {
      const start = index * image.width * channels;
      for (let i = 0; i < length; i++) {
        let sum = 2048;
        for (let t = i; t < 4 * length; t += length) {
          sum += imul(source[start + (offsets[t] as number)] as number, weights[t] as number);
        }
        row[i] = sum >> 12;
      }
    },
  );
  const data = new Uint8Array(length * y.length);
  const out = new Uint8ClampedArray(data.buffer);
  const row = (position: number) => rows(clamp(position, image.height));
  for (let j = 0; j < y.length; j++) {
    const start = down.starts[j] as number;
    const [a, b, c, d] = [row(start), row(start + 1), row(start + 2), row(start + 3)];
    const [wa, wb, wc, wd] = down.weights.subarray(j * 4, j * 4 + 4) as unknown as [number, number, number, number];
    for (let i = 0, o = j * length; i < length; i++, o++) {
      const upper = imul(a[i] as number, wa) + imul(b[i] as number, wb);
      out[o] = (upper + imul(c[i] as number, wc) + imul(d[i] as number, wd) + 2048) >> 12;
    }
  }
  return { data, width: x.length, height: y.length, channels };
};
