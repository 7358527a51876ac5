import { sketch, sketchSize } from '../../sketch/sketch.ts';
import { hasSameValues } from '../hasSameValues.ts';
import type { Suspect } from '../hypotheses/hypothesis.ts';
import { placedSketches } from './placedSketches.ts';
import { startingOrders } from './startingOrders.ts';

/** Up to so many channels another start is worth it where the first one ends beside the right order. */
const FEW = 32;

/** A rest of this share is none. */
const NOTHING = 1e-7;

/**
 * The order of channels that brings a sketch nearest to the expected one, by the best swap of two again and again. Finds
 * up to about eight swaps, and any order of few channels. Undefined where no order can explain the layer.
 */
export const orderBySketch = (suspect: Suspect): number[] | undefined => {
  const { view, values, expected, late } = suspect;
  const count = view.sides.channel;
  const target = expected.sketch;
  if (!target || !hasSameValues(suspect)) return undefined;
  const placed = placedSketches(values, view, late);
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
    // What a swap adds is at best its product with the rest, twice: most need not be looked at further.
    const products = placesTimes(placed, rest);
    let [first, second, least] = [-1, -1, left];
    for (let p = 0; p < count; p++)
      for (let q = p + 1; q < count; q++) {
        const [pp, qq, pq, qp] = [at(p, p), at(q, q), at(p, q), at(q, p)];
        const gain = product(products, pq) + product(products, qp) - product(products, pp) - product(products, qq);
        if (left - 2 * gain >= least) continue;
        const swapped = restOfSwap(placed, rest, pp, qq, pq, qp);
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

/** The products of each placed sketch with the rest. */
const placesTimes = (placed: Float32Array, rest: Float64Array): Float64Array => {
  const products = new Float64Array(placed.length / sketchSize);
  for (let place = 0, from = 0; place < products.length; place++) {
    let sum = 0;
    for (let k = 0; k < sketchSize; k++) sum += (placed[from++] as number) * (rest[k] as number);
    products[place] = sum;
  }
  return products;
};

const product = (products: Float64Array, at: number): number => products[at / sketchSize] as number;

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
