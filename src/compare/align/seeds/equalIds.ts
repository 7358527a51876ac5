import { foldsIntoGrid } from '../kinds.ts';
import type { Site } from '../site.ts';
import { type AlignState, isOp, namesOf, pairOps, setTensors } from '../state.ts';
import { computesAlike, mainWeights } from '../weights.ts';

/**
 * Where one side has no graph, equal ids and the names that its maker noted pair tensors: first what the tensors are
 * called, then what they are called elsewhere. A name that two tensors claim says nothing.
 */
export const equalIds = (state: AlignState): void => {
  if (!state.deployed.flat && !state.reference.flat) return;
  const reference = claimed(state.reference.sites);
  const deployed = claimed(state.deployed.sites);
  for (const site of state.deployed.sites) {
    if (!isOp(site) || state.stands.has(site) || clipsBeforeItsActivation(site)) continue;
    const name = namesOf(site).find((each) => deployed.get(each) === site && reference.get(each));
    const other = name === undefined ? undefined : reference.get(name);
    if (!other || !isOp(other) || state.tensors.has(other)) continue;
    if (!isSaid(site, other) && !mayBeOne(site, other)) continue;
    const by = name === site.id && name === other.id ? 'equal id' : 'name';
    setTensors(state, { deployed: site, reference: other, by, strength: 'made' });
    // A name alone does not say that both are of one model; weights do.
    const isSameLayer = site.kind === other.kind && mainWeights(other).length > 0 && computesAlike(site, other);
    if (isSameLayer) pairOps(state, site, other, by);
  }
};

/** Whoever made a trace knew which layer is which. */
const isSaid = (site: Site, other: Site): boolean =>
  (other.said !== undefined && namesOf(site).includes(other.said)) ||
  (site.said !== undefined && namesOf(other).includes(site.said));

/** Where both sides name their ops, equal ids of other ops are a trap: a quantizer gives a layer the activation's name. */
const mayBeOne = (site: Site, other: Site): boolean => {
  const unknown = site.op === '' || other.op === '';
  // A convolution that took in the normalization or the activation behind it makes another value under the same name.
  const isFolded =
    site.kind === other.kind && mainWeights(site).length * mainWeights(other).length > 0 && site.makes !== other.makes;
  if (isFolded && !unknown && !site.quantized && !other.quantized) return false;
  return (
    unknown ||
    site.op === other.op ||
    site.kind === other.kind ||
    [site, other].some((each) => each.quantized || /Fused|\./.test(each.op))
  );
};

const claimed = (sites: readonly Site[]): Map<string, Site | null> => {
  const names = new Map<string, Site | null>();
  for (const site of sites) names.set(site.id, site);
  for (const site of sites) {
    for (const alias of site.aliases) {
      const owner = names.get(alias);
      if (owner?.id === alias) continue;
      names.set(alias, owner === undefined || owner === site ? site : null);
    }
  }
  return names;
};

/** Its grid is that of the activation behind it: it is saturated, and comparable with nothing. */
const clipsBeforeItsActivation = (site: Site): boolean => {
  const [reader] = site.readers;
  return site.quantized && site.readers.length === 1 && reader !== undefined && foldsIntoGrid(reader.kind);
};
