import { LUMA } from '../../pixels/luma.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import type { Deviations } from '../pipeline/fed.ts';

type Colour = NonNullable<Deviations['colour']>;
type Matrix = readonly number[];

/** Luma's share of red and blue; green has the rest. */
const REC_601 = { red: LUMA[0] as number, blue: LUMA[2] as number };
const REC_709 = { red: 0.2126, blue: 0.0722 };

type Luma = typeof REC_709;

/** RGB -> Y, Cb, Cr by one standard and back to RGB by the other (ITU-R BT.601-7, BT.709-6), as a 3 x 3 matrix. */
const between = (written: Luma, read: Luma): Matrix => {
  const green = 1 - written.red - written.blue;
  const toGreen = 1 - read.red - read.blue;
  const column = (r: number, g: number, b: number): [number, number, number] => {
    const y = written.red * r + green * g + written.blue * b;
    const cb = (b - y) / (2 * (1 - written.blue));
    const cr = (r - y) / (2 * (1 - written.red));
    const red = y + 2 * (1 - read.red) * cr;
    const blue = y + 2 * (1 - read.blue) * cb;
    return [red, (y - read.red * red - read.blue * blue) / toGreen, blue];
  };
  const [r, g, b] = [column(1, 0, 0), column(0, 1, 0), column(0, 0, 1)];
  return [r[0], g[0], b[0], r[1], g[1], b[1], r[2], g[2], b[2]];
};

const identity: Matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** What a colour deviation does to RGB in 0..255, where it is the same for every pixel. */
export const colourMatrix = (colour: Colour): { matrix: Matrix; offset: readonly number[] } | undefined => {
  switch (colour.kind) {
    case 'limited-range':
      return { matrix: identity.map((each) => (each * 219) / 255), offset: [16, 16, 16] };
    case '601-as-709':
      return { matrix: between(REC_601, REC_709), offset: [0, 0, 0] };
    case '709-as-601':
      return { matrix: between(REC_709, REC_601), offset: [0, 0, 0] };
    case 'matrix':
      return colour;
    case 'premultiplied':
    case 'curve':
      return undefined;
  }
};

/** RGB pixels through a matrix; bytes stay bytes (rounded and clipped). */
export const throughMatrix = (pixels: Pixels, matrix: Matrix, offset: readonly number[]): Pixels => {
  const { data: source, channels } = pixels;
  const isFloat = source.constructor.name === 'Float32Array';
  const data = isFloat ? new Float32Array(source.length) : new Uint8ClampedArray(source.length);
  const [rr, rg, rb, gr, gg, gb, br, bg, bb] = matrix as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [or, og, ob] = offset as [number, number, number];
  for (let i = 0; i < source.length; i += channels) {
    const r = source[i] as number;
    const g = source[i + 1] as number;
    const b = source[i + 2] as number;
    data[i] = rr * r + rg * g + rb * b + or;
    data[i + 1] = gr * r + gg * g + gb * b + og;
    data[i + 2] = br * r + bg * g + bb * b + ob;
  }
  return { ...pixels, data };
};

/** Pixels through a table of 256 levels. */
export const throughCurve = (pixels: Pixels, table: readonly number[]): Pixels => ({
  ...pixels,
  data: throughLevels(Float32Array.from(pixels.data), table),
});

/** Levels through a table of 256, linear between its entries and beyond its ends; in place. */
export const throughLevels = (values: Float32Array, table: ArrayLike<number>): Float32Array => {
  const { max, min, trunc } = Math;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const low = max(0, min(254, trunc(value)));
    const from = table[low] as number;
    values[i] = from + (value - low) * ((table[low + 1] as number) - from);
  }
  return values;
};

/**
 * Colours as a canvas gives them back: it keeps them multiplied by alpha, in bytes, so that the fainter a pixel is the
 * less is left of its colour.
 *
 * @param straight colours under transparent pixels as stored
 * @param onBlack, onWhite the same image blended over a background: alpha is what they differ by
 */
export const throughPremultiplied = (straight: Pixels, onBlack: Pixels, onWhite: Pixels): Pixels => {
  const data = new Uint8Array(straight.data.length);
  const { round, min, max } = Math;
  for (let i = 0; i < data.length; i += 3) {
    let alpha = 0;
    for (let c = i; c < i + 3; c++)
      alpha = max(alpha, 255 - ((onWhite.data[c] as number) - (onBlack.data[c] as number)));
    for (let c = i; c < i + 3 && alpha > 0; c++) {
      const kept = round(((straight.data[c] as number) * alpha) / 255);
      data[c] = min(255, round((kept * 255) / alpha));
    }
  }
  return { ...straight, data };
};
