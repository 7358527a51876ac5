import type { Pixels, Size } from '../../../pixels/pixels.ts';
import { type AnyTurn, inverseOf, turnedIndex, turnedSize } from '../../pipeline/turns.ts';
import type { Arrangement } from '../../simulate/arrangement.ts';
import type { Rendered, Rows } from '../../simulate/scene.ts';

/** Points of a rendered picture at which pipelines are compared before whole tensors are. */
export interface Sample {
  /** Of the picture with its padding, before a turn. */
  size: Size;
  x: Int32Array;
  y: Int32Array;
}

/** Enough for a residual within 5 %, and for channel orders and value maps to be told apart. */
const POINTS = 2048;

/** One point in each cell of a grid, at a place that looks random and never changes. */
export const sampleOf = (size: Size, rows: Rows = { from: 0, to: size.height }, points = POINTS): Sample => {
  const height = rows.to - rows.from;
  const cell = Math.max(1, Math.sqrt((size.width * height) / points));
  const across = Math.max(1, Math.floor(size.width / cell));
  const down = Math.max(1, Math.floor(height / cell));
  const [x, y] = [new Int32Array(across * down), new Int32Array(across * down)];
  let seed = 12345;
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 4294967296;
  };
  for (let row = 0, i = 0; row < down; row++)
    for (let column = 0; column < across; column++, i++) {
      x[i] = Math.floor(((column + random()) * size.width) / across);
      y[i] = rows.from + Math.floor(((row + random()) * height) / down);
    }
  return { size, x, y };
};

/** What a tensor holds at the points of a sample, interleaved; NaN where it holds nothing of the picture. */
export const readSample = (
  values: ArrayLike<number>,
  { at, channels }: Arrangement,
  { size, x, y }: Sample,
  turn: AnyTurn,
): Float32Array => {
  const read = new Float32Array(x.length * channels);
  const place = turnedIndex(inverseOf(turn), turnedSize(size, turn));
  for (let i = 0, to = 0; i < x.length; i++) {
    const pixel = place(x[i] as number, y[i] as number);
    for (let c = 0; c < channels; c++, to++) {
      const index = at(pixel, c);
      read[to] = index === -1 || index >= values.length ? Number.NaN : (values[index] as number);
    }
  }
  return read;
};

/** A picture's pixels at the points of a sample, as a picture of one row; NaN at points outside of it. */
export const pickPixels = ({ pixels, left, top }: Rendered, { x, y }: Sample): Pixels => {
  const { data: source, channels, width, height } = pixels;
  const data = new Float32Array(x.length * channels);
  for (let i = 0, to = 0; i < x.length; i++) {
    const [column, row] = [(x[i] as number) - left, (y[i] as number) - top];
    const isInside = column >= 0 && row >= 0 && column < width && row < height;
    let from = (row * width + column) * channels;
    for (let c = 0; c < channels; c++) data[to++] = isInside ? (source[from++] as number) : Number.NaN;
  }
  return { data, width: x.length, height: 1, channels };
};
