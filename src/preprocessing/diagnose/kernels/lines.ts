import type { Filter } from '../../resample/filters.ts';
import type { Axis, Line } from './family.ts';

const { ceil, floor, max, min, round } = Math;

const emptyLine = (positions: number, stride: number): Line => ({
  first: new Int32Array(positions),
  count: new Int32Array(positions),
  weights: new Float32Array(positions * stride),
  stride,
});

/** A filter widened to average over what one resized pixel covers; its weights are normalised within the image. */
export const averaged =
  (filter: Filter, support: number) =>
  ({ from, length, step }: Axis, positions: Int32Array): Line => {
    const wide = max(step, 1);
    const reach = support * wide;
    const line = emptyLine(positions.length, 2 * ceil(reach) + 2);
    positions.forEach((position, i) => {
      const center = (position + 0.5) * step;
      const first = max(0, min(length - 1, floor(center - reach + 0.5)));
      const last = max(first, min(length, floor(center + reach + 0.5)) - 1);
      write(line, i, from + first, last - first + 1, (k) => filter((first + k + 0.5 - center) / wide));
    });
    return line;
  };

/** The exact share of each source pixel under a resized one. */
export const covered = ({ from, length, step }: Axis, positions: Int32Array): Line => {
  const line = emptyLine(positions.length, ceil(step) + 2);
  positions.forEach((position, i) => {
    const [start, end] = [position * step, min((position + 1) * step, length)];
    const first = min(floor(start + 1e-9), length - 1);
    const last = max(first, min(length, ceil(end - 1e-9)) - 1);
    write(line, i, from + first, last - first + 1, (k) => max(0, min(first + k + 1, end) - max(first + k, start)));
  });
  return line;
};

/** Where a resized pixel lies in the source, in pixels whose first centre is 0. */
export type Place = (position: number, axis: Axis) => number;

export const centered: Place = (position, { step }) => (position + 0.5) * step - 0.5;
export const topLeft: Place = (position, { step }) => position * step;
export const alignedCorners: Place = (position, { length, resized }) =>
  resized > 1 ? (position * (length - 1)) / (resized - 1) : 0;
/** libvips 8.18, enlarging: half a resized pixel late, on both axes. */
export const late: Place = (position, { step }) => position * step - 0.5;

/** A filter at a point between pixels; the image's border is repeated. */
export const interpolated =
  (filter: Filter, reach: number, placed: Place) =>
  (axis: Axis, positions: Int32Array): Line => {
    const { from, length } = axis;
    const line = emptyLine(positions.length, 2 * reach);
    positions.forEach((position, i) => {
      const at = placed(position, axis);
      const base = floor(at) - reach + 1;
      const first = max(0, min(length - 1, base));
      const last = max(0, min(length - 1, base + 2 * reach - 1));
      const shares = Array.from({ length: 2 * reach }, (_, k) => filter(at - base - k));
      const sum = shares.reduce((total, share) => total + share, 0);
      line.first[i] = from + first;
      line.count[i] = last - first + 1;
      shares.forEach((share, k) => {
        const pixel = max(first, min(last, base + k));
        (line.weights[i * line.stride + pixel - first] as number) += share / sum;
      });
    });
    return line;
  };

export const nearest =
  (placed: Place, rounded: 'down' | 'near') =>
  (axis: Axis, positions: Int32Array): Line => {
    const line = emptyLine(positions.length, 1);
    positions.forEach((position, i) => {
      const at = placed(position, axis);
      const pixel = rounded === 'down' ? floor(at + 1e-9) : round(at);
      write(line, i, axis.from + max(0, min(axis.length - 1, pixel)), 1, () => 1);
    });
    return line;
  };

/** As Pillow finds the nearest pixel: by adding up steps, which decides where a centre lies between two pixels. */
export const summedNearest = (axis: Axis, positions: Int32Array): Line => {
  const line = emptyLine(positions.length, 1);
  const last = max(-1, ...positions);
  const at = new Float64Array(last + 1);
  let center = axis.step / 2;
  for (let i = 0; i <= last; i++, center += axis.step) at[i] = center;
  positions.forEach((position, i) => {
    write(line, i, axis.from + max(0, min(axis.length - 1, floor(at[position] as number))), 1, () => 1);
  });
  return line;
};

const write = (line: Line, i: number, first: number, count: number, weight: (k: number) => number): void => {
  const at = i * line.stride;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const each = weight(k);
    line.weights[at + k] = each;
    sum += each;
  }
  line.first[i] = first;
  line.count[i] = count;
  if (sum === 0) {
    line.weights[at] = 1;
    line.count[i] = 1;
  } else for (let k = 0; k < count; k++) (line.weights[at + k] as number) /= sum;
};
