import { isAnchorKind, isCommutative, isSelecting } from '../kinds.ts';
import { pairResults } from '../pairTensors.ts';
import type { Site } from '../site.ts';
import { type AlignState, isOp, pairOps, partnersOf, sameName } from '../state.ts';
import { cosineOf, mainWeights, relation, sameScalars, weighty } from '../weights.ts';

/** Ops of one kind that read the same values do the same work, where nothing else could be meant. */
export const forward = (state: AlignState): boolean => {
  const open = new Map<string, Site[]>();
  for (const site of state.reference.sites) {
    if (!isOp(site) || state.ops.toDeployed.has(site) || site.operands.length === 0) continue;
    const key = keyOf(site, site.operands);
    open.set(key, [...(open.get(key) ?? []), site]);
  }
  const groups = new Map<string, Site[]>();
  for (const site of state.deployed.sites) {
    if (!isOp(site) || state.ops.toReference.has(site) || site.operands.length === 0) continue;
    const key = alternatives(state, site).find((each) => open.has(each));
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), site]);
  }
  let found = false;
  for (const [key, deployed] of groups) {
    for (const [d, r, by] of decide(state, deployed, open.get(key) as Site[])) {
      if (!pairOps(state, d, r, by)) continue;
      pairResults(state, d, r, by);
      found = true;
    }
  }
  return found;
};

const keyOf = (site: Site, operands: readonly Site[]): string => {
  const read = isAnchorKind(site.kind) && mainWeights(site).length > 0 ? operands.slice(0, 1) : operands;
  const ids = read.map(({ index }) => index);
  return `${site.kind}/${site.info?.output ?? 0}/${isCommutative(site.kind) ? ids.sort((a, b) => a - b) : ids}`;
};

/** Keys of a deployed site in the reference's words: a tensor may stand for two. */
const alternatives = (state: AlignState, site: Site): string[] => {
  let keys: Site[][] = [[]];
  for (const operand of site.operands.slice(0, 8)) {
    const partners = partnersOf(state, operand);
    if (partners.length === 0) {
      if (isAnchorKind(site.kind) && keys[0]?.length === 1 && mainWeights(site).length > 0) break;
      return [];
    }
    keys = keys.flatMap((key) => partners.map((partner) => [...key, partner])).slice(0, 8);
  }
  return site.operands.length > 8 ? [] : keys.map((key) => keyOf(site, key));
};

/** Which of several ops that read the same values is which: by weights, by name within one family, by being the last. */
const decide = (state: AlignState, deployed: readonly Site[], reference: readonly Site[]): [Site, Site, string][] => {
  const pairs: [Site, Site, string][] = [];
  const d = new Set(deployed);
  const r = new Set(reference);
  const take = (one: Site, other: Site, by: string) => {
    d.delete(one);
    r.delete(other);
    pairs.push([one, other, by]);
  };
  const alone = deployed.length === 1 && reference.length === 1;
  const named = () => {
    for (const one of d) {
      const same = [...r].filter((other) => sameName(one, other) && fits(one, other));
      if (same.length === 1) take(one, same[0] as Site, 'name and place');
    }
  };
  if (state.sharedNames) named();
  for (const one of d) {
    const equal = [...r].filter((other) => isEqual(one, other));
    const rivals = [...d].filter((other) => equal[0] && isEqual(other, equal[0]));
    // Ops without weights that read the same values are copies of one another: any of them is right.
    if (
      equal[0] &&
      (equal.length === 1 || weighty(one).length === 0) &&
      (rivals.length === 1 || equal.length === rivals.length)
    )
      take(one, equal[0], weighty(one).length > 0 ? 'equal weights and place' : 'place');
  }
  for (const one of d) {
    const near = nearest(one, [...r]);
    if (near && nearest(near, [...d]) === one) take(one, near, 'weights and place');
  }
  if (!state.sharedNames) named();
  const [one, other] = [[...d][0], [...r][0]];
  if (d.size === 1 && r.size === 1 && one && other && fits(one, other) && (alone || weighty(one).length > 0))
    take(one, other, 'place');
  return pairs;
};

const isEqual = (one: Site, other: Site): boolean => {
  const known = relation(one, other);
  return (known === 'equal' || known === 'none') && fits(one, other) && sameAttributes(one, other);
};

/** Nothing speaks against the two being one op. */
const fits = (one: Site, other: Site): boolean => {
  const known = relation(one, other);
  if (known === 'unfit' || !sameScalars(one, other)) return false;
  return known === 'none' || known === 'equal' || !isSelecting(one.kind);
};

const sameAttributes = (one: Site, other: Site): boolean => {
  const [a, b] = [one.info?.attributes ?? {}, other.info?.attributes ?? {}];
  return Object.keys(a).every((key) => !(key in b) || String(a[key]) === String(b[key]));
};

/** The one whose weights are clearly nearest. */
const nearest = (site: Site, others: readonly Site[]): Site | undefined => {
  const scored = others
    .filter((other) => relation(site, other) === 'near')
    .map((other) => ({ other, away: 1 - closeness(site, other) }))
    .sort((a, b) => a.away - b.away);
  const [best, second] = scored;
  if (!best || (second && best.away > second.away / 2)) return undefined;
  return best.other;
};

const closeness = (a: Site, b: Site): number => {
  const [one, other] = [weighty(a), weighty(b)];
  return Math.min(...one.map((weight, i) => (other[i] ? cosineOf(weight, other[i]) : 0)), 1);
};
