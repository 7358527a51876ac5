import { withChannels } from '../arranged.ts';
import type { Details } from '../cause.ts';
import { orderBySketch } from '../order/orderBySketch.ts';
import { orderByValues } from '../order/orderByValues.ts';
import type { Attempt, Hypothesis, Suspect } from './hypothesis.ts';
import { undone } from './undone.ts';

/** So few channels are tried in every order. */
const FEW = 4;

/** Channels in another order, from two of them swapped to any order. */
export const channelsPermuted: Hypothesis = {
  name: 'channels-permuted',
  moves: true,
  *tries(suspect) {
    const { view, expected, values } = suspect;
    const { channel } = view.sides;
    if (channel < 2) return;
    if (channel <= FEW) {
      for (const order of ordersOf(channel)) yield attempt(suspect, order);
      return;
    }
    const order = expected.values ? orderByValues(values, expected.values, view) : orderBySketch(suspect);
    if (order) yield attempt(suspect, order);
  },
  inject: (values, view) => {
    const { channel } = view.sides;
    if (channel < 3) return [];
    const order = Array.from({ length: channel }, (_, c) => c);
    [order[0], order[1]] = [1, 0];
    const faulty = [{ values: withChannels(values, view, order), details: detailsOf(order) }];
    if (channel > 32) return faulty;
    const cycle = order.map((_, c) => (c + 1) % channel);
    return [...faulty, { values: withChannels(values, view, cycle), details: detailsOf(cycle) }];
  },
};

const attempt = (suspect: Suspect, order: readonly number[]): Attempt =>
  undone(suspect, withChannels(suspect.values, suspect.view, order), detailsOf(order));

/** How many are not in their place, and which where they are few. */
const detailsOf = (order: readonly number[]): Details => {
  const moved = order.flatMap((from, c) => (from === c ? [] : [c]));
  return { moved: moved.length, ...(moved.length <= FEW ? { channels: moved.join(', ') } : {}) };
};

/** Every order but the one that it is in. */
const ordersOf = (count: number): number[][] => {
  let orders: number[][] = [[]];
  for (let place = 0; place < count; place++)
    orders = orders.flatMap((order) =>
      Array.from({ length: count }, (_, c) => c)
        .filter((c) => !order.includes(c))
        .map((c) => [...order, c]),
    );
  return orders.filter((order) => order.some((from, c) => from !== c));
};
