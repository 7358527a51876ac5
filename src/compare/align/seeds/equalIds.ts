import { foldsIntoGrid } from '../kinds.ts';
import type { Site } from '../site.ts';
import { type AlignState, isOp, namesOf, setTensors } from '../state.ts';
import { mainWeights } from '../weights.ts';

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
    setTensors(state, {
      deployed: site,
      reference: other,
      by: name === site.id && name === other.id ? 'equal id' : 'name',
      strength: 'made',
    });
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
    unknown || site.kind === other.kind || [site, other].some((each) => each.quantized || /Fused|\./.test(each.op))
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
