import type { Layout } from './realLayer.ts';

/** Where a difference sits. */
export interface Where {
  /** `channel 3`, `rows 0..1`, `border`, `tail`, `batch item 2`; undefined where it is everywhere. */
  where?: string;
  worstChannel?: number;
}

/** Share of the squared difference that a place has to hold to be named. */
const MOST = 0.99;

/**
 * Looks for the smallest place that holds nearly all of the difference: batch items, channels, rows or columns, the
 * border, or the end of the tensor. Values that only one side has as finite count as all of the difference.
 */
export const whereOf = (
  deployed: ArrayLike<number>,
  reference: ArrayLike<number>,
  shape: readonly number[],
  layout: Layout = 'NCHW',
): Where => {
  const axes = axesOf(shape, layout);
  const energies = axes.map(({ length }) => new Float64Array(length));
  const [rows, columns] = [axes.find(({ name }) => name === 'row'), axes.find(({ name }) => name === 'column')];
  // Line by line along the last axis: what the other axes get is known once for a whole line.
  const last = axes.at(-1)?.length ?? Math.max(1, reference.length);
  const line = new Float64Array(last);
  const along = energies.at(-1);
  let total = 0;
  let border = 0;
  let first = -1;
  for (let start = 0; start < reference.length; start += last) {
    const sum = energiesOf(deployed, reference, start, line);
    if (sum === 0) continue;
    if (first < 0) first = start + line.findIndex((energy) => energy > 0);
    total += sum;
    for (let k = 0; k < axes.length - 1; k++) {
      const { length, stride } = axes[k] as Axis;
      add(energies[k] as Float64Array, floor(start / stride) % length, sum);
    }
    if (along) addAll(along, line);
    if (rows && columns) border += borderOfLine(start, line, sum, rows, columns, columns === axes.at(-1));
  }
  if (total === 0) return {};
  const channels = axes.findIndex(({ name }) => name === 'channel');
  const worstChannel = channels < 0 ? undefined : largest(energies[channels] as Float64Array);
  const where =
    axes.map(({ name }, k) => named(name, energies[k] as Float64Array, total)).find((each) => each !== undefined) ??
    borderOf(rows, columns, border / total) ??
    tailOf(first, reference.length);
  return {
    ...(where === undefined ? {} : { where }),
    ...(worstChannel === undefined ? {} : { worstChannel }),
  };
};

interface Axis {
  name: 'batch item' | 'channel' | 'row' | 'column' | 'position';
  length: number;
  stride: number;
}

const axesOf = (shape: readonly number[], layout: Layout): Axis[] => {
  const names: Axis['name'][] =
    shape.length === 4
      ? layout === 'NHWC'
        ? ['batch item', 'row', 'column', 'channel']
        : ['batch item', 'channel', 'row', 'column']
      : shape.length === 3
        ? ['batch item', 'position', 'channel']
        : shape.length === 2
          ? ['batch item', 'channel']
          : [];
  let stride = shape.reduce((a, b) => a * b, 1);
  return names.map((name, i) => {
    const length = shape[i] as number;
    stride /= length || 1;
    return { name, length, stride };
  });
};

// Local names: in the vm contexts of test runners each look at a global is slow, and these are looked at per value.
const { floor } = Math;

/** The squared differences of a line, and their sum. */
const energiesOf = (
  deployed: ArrayLike<number>,
  reference: ArrayLike<number>,
  start: number,
  line: Float64Array,
): number => {
  let sum = 0;
  for (let j = 0; j < line.length; j++) {
    const difference = (deployed[start + j] as number) - (reference[start + j] as number);
    let energy = difference * difference;
    if (energy - energy !== 0 && difference - difference !== 0)
      // neither is finite
      energy = Object.is(deployed[start + j], reference[start + j]) ? 0 : 1e300;
    line[j] = energy;
    sum += energy;
  }
  return sum;
};

const addAll = (energies: Float64Array, line: Float64Array): void => {
  for (let j = 0; j < line.length; j++) energies[j] = (energies[j] as number) + (line[j] as number);
};

const add = (energies: Float64Array, at: number, energy: number): void => {
  energies[at] = (energies[at] as number) + energy;
};

/** What of a line's energy lies on the picture's border: columns may lie along the line (NCHW) or not (NHWC). */
const borderOfLine = (
  start: number,
  line: Float64Array,
  sum: number,
  rows: Axis,
  columns: Axis,
  columnsAlong: boolean,
): number => {
  if (isEdge(start, rows)) return sum;
  if (!columnsAlong) return isEdge(start, columns) ? sum : 0;
  return (line[0] as number) + (line.length > 1 ? (line[line.length - 1] as number) : 0);
};

const isEdge = (i: number, { length, stride }: Axis): boolean => {
  const at = floor(i / stride) % length;
  return at === 0 || at === length - 1;
};

const largest = (energies: Float64Array): number => energies.indexOf(energies.reduce((a, b) => Math.max(a, b), 0));

/** The fewest slices that hold most of the energy, if they are few. */
const named = (name: string, energies: Float64Array, total: number): string | undefined => {
  if (energies.length < 2) return undefined;
  const order = [...energies.keys()].sort((a, b) => (energies[b] as number) - (energies[a] as number));
  const most = Math.max(1, Math.floor(energies.length / 4));
  let sum = 0;
  for (let count = 0; count < Math.min(order.length, most); count++) {
    sum += energies[order[count] as number] as number;
    if (sum >= MOST * total)
      return listed(
        name,
        order.slice(0, count + 1).sort((a, b) => a - b),
      );
  }
  return undefined;
};

const listed = (name: string, at: readonly number[]): string => {
  const [first, last] = [at[0] as number, at[at.length - 1] as number];
  if (at.length === 1) return `${name} ${first}`;
  if (last - first + 1 === at.length) return `${name}s ${first}..${last}`;
  return at.length <= 4 ? `${name}s ${at.join(', ')}` : `${at.length} ${name}s`;
};

const borderOf = (rows: Axis | undefined, columns: Axis | undefined, share: number): string | undefined => {
  if (!rows || !columns || rows.length < 4 || columns.length < 4) return undefined;
  const inside = ((rows.length - 2) * (columns.length - 2)) / (rows.length * columns.length);
  return share >= MOST && inside > 0.25 ? 'border' : undefined;
};

const tailOf = (first: number, length: number): string | undefined =>
  length >= 16 && first >= length * 0.75 ? 'tail' : undefined;
