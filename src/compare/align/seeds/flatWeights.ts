import { pairResults } from '../pairTensors.ts';
import type { Site } from '../site.ts';
import { type AlignState, isOp, pairOps } from '../state.ts';
import { differenceOf, mainWeights } from '../weights.ts';

/**
 * Where one side has no graph but says what its layers' weights are (hooks on the modules of a framework), layers pair
 * whose weights are the same within rounding and like no other's, a bias beside them on both sides or on none. A folded normalization makes other weights,
 * and a grid may hold the activation behind them: such layers are left to their values.
 */
export const flatWeights = (state: AlignState): void => {
  const d = state.deployed.sites.filter((site) => isAnchor(site) && !state.stands.has(site));
  const r = state.reference.sites.filter((site) => isAnchor(site) && !state.tensors.has(site));
  for (const site of d) {
    const [other, ...more] = r.filter((each) => alike(site, each));
    if (!other || more.length > 0 || d.some((each) => each !== site && alike(each, other))) continue;
    if (pairResults(state, site, other, 'weights')) pairOps(state, site, other, 'weights');
  }
};

const isAnchor = (site: Site): boolean => isOp(site) && !site.quantized && mainWeights(site).length > 0;

/** More than float16 loses; a folded normalization changes more. */
const ROUNDED = 1e-3;

const alike = (one: Site, other: Site): boolean => {
  const [a, b] = [mainWeights(one), mainWeights(other)];
  return (
    one.kind === other.kind &&
    a.length === b.length &&
    a.every((weight, i) => differenceOf(weight, b[i] as typeof weight) < ROUNDED)
  );
};
