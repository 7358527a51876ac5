import type { Plan } from '../../geometry/plan.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import type { Axis, Family, Line } from './family.ts';

/** Pixels of a tensor's picture that stand for all: where some rows and columns cross. */
export interface Grid {
  columns: Int32Array;
  rows: Int32Array;
}

/** Computes what a geometry and a kernel family give at the pixels of a grid. */
export interface Sampler {
  grid: Grid;
  /** RGB per pixel of the grid, row by row, clipped to 0..255; none where the plan leaves one of them empty. */
  sample(plan: Plan, family: Family): Float32Array | undefined;
}

/** Rows summed already are kept: geometries that differ along one axis share the other. */
const mostKept = 48;

export const samplerOf = (pixels: Pixels, grid: Grid): Sampler => {
  const source = pixels.channels === 1 ? tripled(pixels) : pixels;
  const kept = new Map<string, Float32Array>();
  const result = new Float32Array(grid.columns.length * grid.rows.length * 3);
  return {
    grid,
    sample: (plan, family) => {
      const [across, down] = axesOf(plan);
      if (family.enlarging && across.step >= 1 && down.step >= 1) return undefined;
      const columns = positionsOf(grid.columns, plan.crop.x - plan.pad.left, plan.resized.width);
      const rows = positionsOf(grid.rows, plan.crop.y - plan.pad.top, plan.resized.height);
      if (columns === undefined || rows === undefined) return undefined;
      const isSame = across.length === across.resized && down.length === down.resized;
      const key = [family.name, ...Object.values(down), plan.crop.y - plan.pad.top, isSame].join();
      let lines = kept.get(key);
      if (lines === undefined) {
        lines = vertical(source, isSame ? untouched(down, rows) : family.line(down, rows));
        if (kept.size >= mostKept) kept.delete(kept.keys().next().value as string);
        kept.set(key, lines);
      }
      horizontal(lines, source.width, isSame ? untouched(across, columns) : family.line(across, columns), result);
      return result;
    },
  };
};

const tripled = ({ data, width, height }: Pixels): Pixels => {
  const triple = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) triple.fill(data[i] as number, 3 * i, 3 * i + 3);
  return { data: triple, width, height, channels: 3 };
};

export const axesOf = ({ source, resized, step }: Plan): [Axis, Axis] => [
  { from: source.x, length: source.width, resized: resized.width, step: step?.x ?? source.width / resized.width },
  { from: source.y, length: source.height, resized: resized.height, step: step?.y ?? source.height / resized.height },
];

const positionsOf = (grid: Int32Array, shift: number, size: number): Int32Array | undefined => {
  const positions = grid.map((at) => at + shift);
  return positions.every((at) => at >= 0 && at < size) ? positions : undefined;
};

/** Nothing is resized where both sides stay as they are. */
const untouched = ({ from }: Axis, positions: Int32Array): Line => ({
  first: positions.map((position) => from + position),
  count: new Int32Array(positions.length).fill(1),
  weights: new Float32Array(positions.length).fill(1),
  stride: 1,
});

const vertical = ({ data, width, channels }: Pixels, { first, count, weights, stride }: Line): Float32Array => {
  const row = width * 3;
  const lines = new Float32Array(first.length * row);
  for (let i = 0; i < first.length; i++) {
    const to = i * row;
    for (let k = 0; k < (count[i] as number); k++) {
      const weight = weights[i * stride + k] as number;
      if (weight === 0) continue;
      let from = ((first[i] as number) + k) * width * channels;
      if (channels === 3)
        for (let x = 0; x < row; x++) (lines[to + x] as number) += weight * (data[from + x] as number);
      else
        for (let x = 0; x < row; x += 3, from += channels) {
          (lines[to + x] as number) += weight * (data[from] as number);
          (lines[to + x + 1] as number) += weight * (data[from + 1] as number);
          (lines[to + x + 2] as number) += weight * (data[from + 2] as number);
        }
    }
  }
  return lines;
};

const horizontal = (
  lines: Float32Array,
  width: number,
  { first, count, weights, stride }: Line,
  result: Float32Array,
): void => {
  const { max, min } = Math;
  const columns = first.length;
  const rows = lines.length / (width * 3);
  for (let y = 0, to = 0; y < rows; y++)
    for (let i = 0; i < columns; i++, to += 3) {
      let [r, g, b] = [0, 0, 0];
      const at = i * stride;
      for (let k = 0, from = (y * width + (first[i] as number)) * 3; k < (count[i] as number); k++, from += 3) {
        const weight = weights[at + k] as number;
        r += weight * (lines[from] as number);
        g += weight * (lines[from + 1] as number);
        b += weight * (lines[from + 2] as number);
      }
      result[to] = max(0, min(255, r));
      result[to + 1] = max(0, min(255, g));
      result[to + 2] = max(0, min(255, b));
    }
};
