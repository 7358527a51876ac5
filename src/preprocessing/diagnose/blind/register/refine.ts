import { solve } from '../../fit/leastSquares.ts';
import type { Planes } from '../picture/planes.ts';
import { type Rect, samplePyramid, sampleRect } from './sampleRect.ts';
import type { Pyramid } from './shrunk.ts';
import { dot, standardise } from './thumbnail.ts';

export interface Refined {
  rect: Rect;
  likeness: number;
}

/** The most that an edge moves in one step, as a share of the image's side, and the step below which it stops (source pixels). */
const stride = 0.04;
const still = 0.01;

/**
 * Moves the four edges of a rectangle until the image in it is like the picture: Gauss-Newton, with gain and offset free
 * and the image's slope taken from what was sampled.
 *
 * @param picture gray, turned to the image's orientation
 * @param most pixels along each side that are compared
 */
export const refine = (picture: Planes, image: Pyramid, start: Rect, most: number, steps: number): Refined => {
  const [width, height] = [Math.min(most, picture.width), Math.min(most, picture.height)];
  const whole = { left: 0, top: 0, right: picture.width, bottom: picture.height };
  const wanted = standardise(sampleRect(picture, whole, width, height).data.slice());
  const size = image[0] as Planes;
  let rect = start;
  let best: Refined = { rect, likeness: -1 };
  for (let step = 0; step <= steps; step++) {
    const sampled = samplePyramid(image, rect, width, height);
    const likeness = Math.abs(dot(wanted, standardise(sampled.data.slice())));
    if (likeness > best.likeness) best = { rect, likeness };
    if (step === steps) break;
    const moves = descend(sampled, wanted, rect);
    const limit = [size.width * stride, size.height * stride, size.width * stride, size.height * stride];
    const moved = moves.map((move, i) => Math.max(-(limit[i] as number), Math.min(limit[i] as number, move)));
    if (!moved.every(Number.isFinite)) break;
    const [left, top, right, bottom] = moved as [number, number, number, number];
    rect = { left: rect.left + left, top: rect.top + top, right: rect.right + right, bottom: rect.bottom + bottom };
    if (rect.right - rect.left < 4 || rect.bottom - rect.top < 4) break;
    if (Math.max(...moved.map(Math.abs)) < still) break;
  }
  return best;
};

const unknowns = 6;

/** How far left, top, right and bottom should move, in source pixels. */
const descend = ({ data, width, height }: Planes, wanted: Float32Array, rect: Rect): number[] => {
  const [perX, perY] = [width / (rect.right - rect.left), height / (rect.bottom - rect.top)];
  const matrix = new Float64Array(unknowns ** 2);
  const right = new Float64Array(unknowns);
  const column = new Float64Array(unknowns);
  for (let y = 0; y < height; y++) {
    const [up, down] = [y > 0 ? -width : 0, y < height - 1 ? width : 0];
    const v = (y + 0.5) / height;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const [before, after] = [x > 0 ? -1 : 0, x < width - 1 ? 1 : 0];
      const slopeX = (((data[i + after] as number) - (data[i + before] as number)) / (after - before)) * perX;
      const slopeY = (((data[i + down] as number) - (data[i + up] as number)) / ((down - up) / width)) * perY;
      const u = (x + 0.5) / width;
      column[0] = data[i] as number;
      column[1] = 1;
      column[2] = slopeX * (1 - u);
      column[3] = slopeY * (1 - v);
      column[4] = slopeX * u;
      column[5] = slopeY * v;
      const target = wanted[i] as number;
      for (let a = 0; a < unknowns; a++) {
        const value = column[a] as number;
        (right[a] as number) += value * target;
        for (let b = a; b < unknowns; b++) (matrix[a * unknowns + b] as number) += value * (column[b] as number);
      }
    }
  }
  for (let a = 0; a < unknowns; a++)
    for (let b = 0; b < a; b++) matrix[a * unknowns + b] = matrix[b * unknowns + a] as number;
  const fitted = solve(matrix, right, 1e-6);
  const gain = fitted[0] as number;
  return [2, 3, 4, 5].map((i) => (fitted[i] as number) / gain);
};
