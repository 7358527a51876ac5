import { pairResults } from '../pairTensors.ts';
import type { Site } from '../site.ts';
import { type AlignState, isOp, leadsTo, pairOps } from '../state.ts';
import { mainWeights } from '../weights.ts';

/** One weight used n times on both sides, each use reading what the one before made: the uses pair in that order. */
export const sharedWeights = (state: AlignState): boolean => {
  const [d, r] = [open(state.deployed.sites, state.ops.toReference), open(state.reference.sites, state.ops.toDeployed)];
  let found = false;
  for (const [key, uses] of d) {
    const others = r.get(key) ?? [];
    if (uses.length < 2 || uses.length !== others.length || !inOrder(uses) || !inOrder(others)) continue;
    for (const [i, use] of uses.entries()) {
      const other = others[i] as Site;
      if (!pairOps(state, use, other, 'order of shared weights')) continue;
      pairResults(state, use, other, 'order of shared weights');
      found = true;
    }
  }
  return found;
};

const open = (sites: readonly Site[], paired: ReadonlyMap<Site, Site>): Map<string, Site[]> => {
  const found = new Map<string, Site[]>();
  for (const site of sites) {
    const weights = mainWeights(site);
    if (!isOp(site) || weights.length === 0 || paired.has(site)) continue;
    const key = `${site.kind}/${weights.map(({ hash }) => hash)}`;
    found.set(key, [...(found.get(key) ?? []), site]);
  }
  return found;
};

const inOrder = (uses: readonly Site[]): boolean =>
  uses.length <= 64 && uses.every((use, i) => i === 0 || leadsTo(uses[i - 1] as Site, use));
