import { word } from '../../sketch/word.ts';

/** How often a search begins anew. */
const STARTS = 20;
const SEED = 0x299f31d0;

/** The order as it is, and, where more are wanted, pseudo-random ones: always the same. */
export function* startingOrders(count: number, more: boolean): Generator<number[]> {
  const order = Array.from({ length: count }, (_, c) => c);
  yield order;
  if (!more) return;
  for (let start = 0; start < STARTS; start++) {
    const shuffled = [...order];
    for (let i = count - 1; i > 0; i--) {
      const j = (word(start * count + i, SEED) >>> 0) % (i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j] as number, shuffled[i] as number];
    }
    yield shuffled;
  }
}
