import type { Site } from './site.ts';
import type { AlignState } from './state.ts';

/**
 * The pairs that leave every order as it is: where one op comes before another on one side, it must not come behind it on
 * the other. Pairs that cross most others go first, so that two layers with exchanged weights don't take the rest along.
 */
export const withoutCrossings = (state: AlignState, pairs: readonly [Site, Site][]): [Site, Site][] => {
  const d = ancestors(
    state.deployed.sites,
    pairs.map(([site]) => site),
  );
  const r = ancestors(
    state.reference.sites,
    pairs.map(([, site]) => site),
  );
  const crosses = (i: number, j: number) =>
    (before(d, pairs, 0, i, j) && before(r, pairs, 1, j, i)) ||
    (before(d, pairs, 0, j, i) && before(r, pairs, 1, i, j));
  const crossings = pairs.map(() => new Set<number>());
  for (let i = 0; i < pairs.length; i++)
    for (let j = 0; j < i; j++)
      if (crosses(i, j)) {
        crossings[i]?.add(j);
        crossings[j]?.add(i);
      }
  const kept = new Set(pairs.keys());
  for (;;) {
    const most = Math.max(0, ...[...kept].map((i) => crossings[i]?.size ?? 0));
    if (most === 0) return [...kept].map((i) => pairs[i] as [Site, Site]);
    for (const i of [...kept].filter((each) => crossings[each]?.size === most)) {
      kept.delete(i);
      for (const j of crossings[i] ?? []) crossings[j]?.delete(i);
      crossings[i]?.clear();
    }
  }
};

const before = (
  known: Map<Site, Uint32Array>,
  pairs: readonly [Site, Site][],
  side: 0 | 1,
  older: number,
  newer: number,
): boolean => {
  const bits = known.get((pairs[newer] as [Site, Site])[side]);
  return bits !== undefined && ((bits[older >>> 5] as number) & (1 << (older & 31))) !== 0;
};

/** For every site, which of the marked ones lead to it, as bits. */
const ancestors = (sites: readonly Site[], marked: readonly Site[]): Map<Site, Uint32Array> => {
  const bit = new Map(marked.map((site, i) => [site, i]));
  const known = new Map<Site, Uint32Array>();
  for (const site of sites) {
    const bits = new Uint32Array((marked.length + 31) >>> 5);
    for (const operand of site.operands) {
      const its = known.get(operand);
      if (its) for (let i = 0; i < bits.length; i++) bits[i] = (bits[i] as number) | (its[i] as number);
      const own = bit.get(operand);
      if (own !== undefined) bits[own >>> 5] = (bits[own >>> 5] as number) | (1 << (own & 31));
    }
    known.set(site, bits);
  }
  return known;
};
