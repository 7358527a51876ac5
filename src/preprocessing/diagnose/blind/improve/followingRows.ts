import { solve } from '../../fit/leastSquares.ts';

/** Rows that are looked at together. */
const block = 8;

/**
 * How many rows of a channel, from the top, follow from the picture's red, green and blue in one and the same way,
 * whichever it is.
 *
 * @param rgb interleaved
 * @param y the channel's values at the same pixels
 * @param limit u8 units (rms) beyond which a row belongs to another picture
 */
export const followingRows = (rgb: ArrayLike<number>, y: Float32Array, width: number, limit: number): number => {
  const rows = y.length / width;
  const matrix = new Float64Array(16);
  const right = new Float64Array(4);
  const x = new Float64Array(4);
  x[3] = 1;
  const read = (i: number): void => {
    for (let c = 0; c < 3; c++) x[c] = rgb[3 * i + c] as number;
  };
  let weights: Float64Array | undefined;
  const offBy = (row: number): number => {
    const [r, g, b, one] = weights as unknown as [number, number, number, number];
    const gain = Math.abs(r + g + b) || 1e-30;
    let sum = 0;
    for (let i = row * width; i < (row + 1) * width; i++) {
      read(i);
      sum += ((y[i] as number) - r * (x[0] as number) - g * (x[1] as number) - b * (x[2] as number) - one) ** 2;
    }
    return Math.sqrt(sum / width) / gain;
  };
  const firstOff = (from: number, to: number): number => {
    for (let row = from; row < to; row++) if (offBy(row) > limit) return row;
    return to;
  };
  for (let from = 0; from < rows; from += block) {
    const to = Math.min(rows, from + block);
    if (weights !== undefined) {
      const off = firstOff(from, to);
      if (off < to) return off;
    }
    for (let i = from * width; i < to * width; i++) {
      read(i);
      for (let a = 0; a < 4; a++) {
        (right[a] as number) += (x[a] as number) * (y[i] as number);
        for (let b = 0; b < 4; b++) (matrix[4 * a + b] as number) += (x[a] as number) * (x[b] as number);
      }
    }
    weights = solve(matrix, right, 1e-9);
    // What one block says of itself must hold, too.
    if (from === 0 && firstOff(0, to) < to) return 0;
  }
  return rows;
};
