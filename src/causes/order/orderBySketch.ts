import { sketch, sketchSize } from '../../sketch/sketch.ts';
import { eachLine } from '../arranged.ts';
import { addLine } from '../expected/channelSketches.ts';
import type { Suspect } from '../hypotheses/hypothesis.ts';
import { startingOrders } from './startingOrders.ts';

/** Values that are sketched at most: every channel at every place. */
const MOST_VALUES = 1.5e8;
const MOST_CHANNELS = 256;

/** Up to so many channels another start is worth it where the first one ends beside the right order. */
const FEW = 32;

/** A rest of this share is none. */
const NOTHING = 1e-7;

/** Mean and rms are the same in any order of channels, but for rounding. */
const SAME = 1e-5;

/**
 * The order of channels that brings a sketch nearest to the expected one, by the best swap of two again and again. Finds
 * up to about eight swaps, and any order of few channels. Undefined where no order can explain the layer.
 */
export const orderBySketch = (suspect: Suspect): number[] | undefined => {
  const { view, values, expected, late } = suspect;
  const { channel: count, batch, row, column } = view.sides;
  const target = expected.sketch;
  const size = count * count * batch * row * column;
  if (!target || count > MOST_CHANNELS || size > MOST_VALUES || !isMoved(suspect)) return undefined;
  const placed = sketchEverywhere(suspect);
  if (!placed) return undefined;
  const whole = sketch(values);
  const base = squares(target.map((sum, i) => sum - (whole[i] as number)));
  let best: { order: number[]; rest: number } | undefined;
  for (const start of startingOrders(count, count <= FEW)) {
    const found = improved(placed, start, target, NOTHING * base, late);
    if (!best || found.rest < best.rest) best = found;
    if (best.rest <= NOTHING * base || late()) break;
  }
  return best && best.rest < base ? best.order : undefined;
};

/** False where the statistics say that other values are there, not the same ones elsewhere. */
const isMoved = ({ values, expected: { mean, rms } }: Suspect): boolean => {
  if (mean === undefined || rms === undefined) return true;
  let [sum, square] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    sum += value;
    square += value * value;
  }
  const size = Math.sqrt(square / values.length);
  return Math.abs(size - rms) <= SAME * rms && Math.abs(sum / values.length - mean) <= SAME * rms;
};

/** The sketch of channel `c` where channel `p` lies, at `(c * channels + p) * 128`. */
const sketchEverywhere = ({ view, values, late }: Suspect): Float32Array | undefined => {
  const count = view.sides.channel;
  const placed = new Float32Array(count * count * sketchSize);
  const sums = new Float64Array(sketchSize);
  const lines: { start: number; length: number; step: number }[][] = Array.from({ length: count }, () => []);
  eachLine(view, (start, channel, length, step) => lines[channel]?.push({ start, length, step }));
  for (let c = 0; c < count; c++) {
    if (late()) return undefined;
    for (let p = 0; p < count; p++) {
      sums.fill(0);
      for (const { start, length, step } of lines[c] ?? [])
        addLine(sums, values, start, length, step, start + (p - c) * view.steps.channel);
      placed.set(sums, (c * count + p) * sketchSize);
    }
  }
  return placed;
};

/** The best swap of two places, again and again while one helps. */
const improved = (
  placed: Float32Array,
  start: readonly number[],
  target: Float64Array,
  enough: number,
  late: () => boolean,
): { order: number[]; rest: number } => {
  const order = [...start];
  const count = order.length;
  const rest = target.slice();
  const at = (p: number, q: number) => ((order[p] as number) * count + q) * sketchSize;
  for (let p = 0; p < count; p++)
    for (let k = 0, from = at(p, p); k < sketchSize; k++) rest[k] = (rest[k] as number) - (placed[from + k] as number);
  let left = squares(rest);
  while (left > enough && !late()) {
    let [first, second, least] = [-1, -1, left];
    for (let p = 0; p < count; p++)
      for (let q = p + 1; q < count; q++) {
        const swapped = restOfSwap(placed, rest, at(p, p), at(q, q), at(p, q), at(q, p));
        if (swapped < least) [first, second, least] = [p, q, swapped];
      }
    if (first < 0) break;
    const [pp, qq, pq, qp] = [at(first, first), at(second, second), at(first, second), at(second, first)];
    for (let k = 0; k < sketchSize; k++)
      rest[k] =
        (rest[k] as number) +
        (placed[pp + k] as number) +
        (placed[qq + k] as number) -
        (placed[pq + k] as number) -
        (placed[qp + k] as number);
    [order[first], order[second]] = [order[second] as number, order[first] as number];
    left = squares(rest);
  }
  return { order, rest: left };
};

const restOfSwap = (
  placed: Float32Array,
  rest: Float64Array,
  pp: number,
  qq: number,
  pq: number,
  qp: number,
): number => {
  let sum = 0;
  for (let k = 0; k < sketchSize; k++) {
    const value =
      (rest[k] as number) +
      (placed[pp + k] as number) +
      (placed[qq + k] as number) -
      (placed[pq + k] as number) -
      (placed[qp + k] as number);
    sum += value * value;
  }
  return sum;
};

const squares = (sums: Float64Array): number => sums.reduce((total, value) => total + value * value, 0);
