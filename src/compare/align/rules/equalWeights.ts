import { pairResults } from '../pairTensors.ts';
import type { Site } from '../site.ts';
import { type AlignState, isOp, namesOf, pairOps, sameName } from '../state.ts';
import { weighty } from '../weights.ts';
import { withoutCrossings } from '../withoutCrossings.ts';

/** Ops whose weights are equal and like nothing else in either graph: anchors that hold whatever lies between them. */
export const equalWeights = (state: AlignState): boolean => {
  const seeds = uniquePairs(state);
  let found = false;
  for (const [deployed, reference] of withoutCrossings(state, seeds)) {
    if (!pairOps(state, deployed, reference, 'equal weights')) continue;
    pairResults(state, deployed, reference, 'equal weights');
    found = true;
  }
  return found;
};

const uniquePairs = (state: AlignState): [Site, Site][] => {
  const [d, r] = [byWeights(state.deployed.sites), byWeights(state.reference.sites)];
  const kindsById = new Map(
    state.reference.sites.flatMap((site) => namesOf(site).map((name) => [name, site] as const)),
  );
  return [...d].flatMap(([key, [one, ...more]]) => {
    const [other, ...others] = r.get(key) ?? [];
    if (!one || !other || more.length + others.length > 0) return [];
    if (state.ops.toReference.has(one) || state.ops.toDeployed.has(other)) return [];
    // Within one family of names, weights found under another name were moved: that is a fault, not a pair.
    const namesake = namesOf(one)
      .map((name) => kindsById.get(name))
      .find((site) => site?.kind === one.kind);
    if (state.sharedNames && namesake && !sameName(one, other)) return [];
    return [[one, other] as [Site, Site]];
  });
};

const byWeights = (sites: readonly Site[]): Map<string, Site[]> => {
  const found = new Map<string, Site[]>();
  for (const site of sites) {
    const weights = weighty(site).filter(({ role }) => role !== 'constant');
    const known = weights.length > 0 ? weights : weighty(site);
    if (!isOp(site) || known.length === 0 || known.every(({ zero }) => zero)) continue;
    const key = `${site.kind}/${site.info?.output ?? 0}/${known.map(({ hash }) => hash)}`;
    found.set(key, [...(found.get(key) ?? []), site]);
  }
  return found;
};
