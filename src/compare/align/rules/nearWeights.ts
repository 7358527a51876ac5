import { isAnchorKind } from '../kinds.ts';
import { pairResults } from '../pairTensors.ts';
import type { Site } from '../site.ts';
import { type AlignState, pairOps } from '../state.ts';
import { cosineOf, mainWeights } from '../weights.ts';
import { withoutCrossings } from '../withoutCrossings.ts';

/** Anchors of quantized and rounded models: weights that are clearly nearest to each other, and near. */
export const nearWeights = (state: AlignState): boolean => {
  const d = state.deployed.sites.filter((site) => isOpen(site) && !state.ops.toReference.has(site));
  const r = state.reference.sites.filter((site) => isOpen(site) && !state.ops.toDeployed.has(site));
  const best = new Map(d.map((site) => [site, clearlyNearest(site, r)]));
  const back = new Map(r.map((site) => [site, clearlyNearest(site, d)]));
  const seeds = [...best].flatMap(([one, other]) =>
    other && back.get(other) === one ? [[one, other] as [Site, Site]] : [],
  );
  let found = false;
  for (const [deployed, reference] of withoutCrossings(state, seeds)) {
    if (!pairOps(state, deployed, reference, 'weights')) continue;
    pairResults(state, deployed, reference, 'weights');
    found = true;
  }
  return found;
};

const isOpen = (site: Site): boolean => isAnchorKind(site.kind) && mainWeights(site).length === 1;

const clearlyNearest = (site: Site, others: readonly Site[]): Site | undefined => {
  let nearest: Site | undefined;
  let [away, second] = [1, 1];
  for (const other of others) {
    if (other.kind !== site.kind) continue;
    const [a, b] = [mainWeights(site)[0], mainWeights(other)[0]];
    const distance = a && b ? 1 - cosineOf(a, b) : 1;
    if (distance < away) {
      second = away;
      away = distance;
      nearest = other;
    } else if (distance < second) second = distance;
  }
  // Blocks with near-equal weights stay open here: their place decides.
  return away < 0.1 && away < second / 4 ? nearest : undefined;
};
