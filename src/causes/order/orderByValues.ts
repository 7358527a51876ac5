import { word } from '../../sketch/word.ts';
import { eachLine } from '../arranged.ts';
import type { Values } from '../cause.ts';
import type { View } from '../view.ts';

/** Numbers that stand for a channel: sums with pseudo-random signs. */
const FEATURES = 8;
const SEED = 0xa4093822;

/** Values that are one but for other kernels' rounding, as a share of the range. */
const SAME = 1e-5;

/**
 * For each expected channel the given one that is most like it; those that are in their place stay there. Undefined
 * where nothing moved.
 */
export const orderByValues = (values: Values, expected: Values, view: View): number[] | undefined => {
  const channels = view.sides.channel;
  // Channels of one value each: any values could be matched with their nearest, so these must be the very ones.
  if (values.length === channels && !areSameMoved(values, expected)) return undefined;
  const [here, there] = [featuresOf(values, view), featuresOf(expected, view)];
  const order = Array.from({ length: channels }, (_, c) => c);
  const isOpen = order.map((c) => !isAlike(here, c, there, c));
  const open = order.filter((c) => isOpen[c]);
  const free = new Set(open);
  for (const place of open) {
    let [best, least] = [place, Number.POSITIVE_INFINITY];
    for (const from of free) {
      const far = distance(here, from, there, place);
      if (far < least) [best, least] = [from, far];
    }
    order[place] = best;
    free.delete(best);
  }
  return open.length === 0 || order.every((from, c) => from === c) ? undefined : order;
};

const featuresOf = (values: Values, view: View): Float64Array => {
  const features = new Float64Array(view.sides.channel * FEATURES);
  const places = new Int32Array(view.sides.channel);
  eachLine(view, (start, channel, count, step) => {
    const base = channel * FEATURES;
    let place = places[channel] as number;
    for (let i = 0, at = start; i < count; i++, at += step) {
      const signs = word(place++, SEED);
      const value = values[at] as number;
      for (let k = 0; k < FEATURES; k++)
        features[base + k] = (features[base + k] as number) + value * (1 - ((signs >>> k) & 1) * 2);
    }
    places[channel] = place;
  });
  return features;
};

const distance = (a: Float64Array, i: number, b: Float64Array, j: number): number => {
  let sum = 0;
  for (let k = 0; k < FEATURES; k++) sum += ((a[i * FEATURES + k] as number) - (b[j * FEATURES + k] as number)) ** 2;
  return sum;
};

/** Equal but for rounding. */
const isAlike = (a: Float64Array, i: number, b: Float64Array, j: number): boolean => {
  let size = 0;
  for (let k = 0; k < FEATURES; k++) size += (b[j * FEATURES + k] as number) ** 2;
  return distance(a, i, b, j) <= 1e-10 * size;
};

const areSameMoved = (values: Values, expected: Values): boolean => {
  const [is, was] = [values.slice().sort(), expected.slice().sort()];
  const range = (was.at(-1) as number) - (was[0] as number);
  return is.every((value, i) => Math.abs(value - (was[i] as number)) <= SAME * range);
};
