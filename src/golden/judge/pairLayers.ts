import type { Unpaired } from '../../verdicts/comparison.ts';
import type { Golden, GoldenLayer } from '../golden.ts';
import type { LayerPair } from './judgement.ts';
import { renamedLayers } from './renamedLayers.ts';
import { samePlace } from './samePlace.ts';

/** Layers of both sides, in the order of now. */
export interface PairedLayers {
  pairs: LayerPair[];
  /** Layers with other names and the same values. */
  renamed: LayerPair[];
  /** Layers that the model gained or lost: the same kernels would show them. */
  added: string[];
  removed: string[];
  unpaired: Unpaired[];
}

/**
 * Pairs layers by their ids, which are the model's own names, or by the names that a golden from another framework gives
 * its layers; then, in order, layers of other names that hold the same values, and those that stand in one place. What only one side has is expected where
 * other kernels fuse other layers, and where layers were chosen.
 */
export const pairLayers = (expected: Golden, now: Golden, sameEnvironment: boolean): PairedLayers => {
  const [were, are] = [heldLayers(expected), heldLayers(now)];
  const [known, aliases] = [byName(were, {}), byName(were, expected.names ?? {})];
  const partners = new Map<GoldenLayer, GoldenLayer>();
  const taken = new Set<GoldenLayer>();
  for (const layer of are) {
    const alias = now.names?.[layer.id] ?? layer.id;
    const partner = known.get(layer.id) ?? aliases.get(layer.id) ?? known.get(alias);
    if (!partner || taken.has(partner)) continue;
    partners.set(layer, partner);
    taken.add(partner);
  }
  const renamed = renamedLayers(
    were.filter((layer) => !taken.has(layer)),
    are.filter((layer) => !partners.has(layer)),
  );
  const paired: PairedLayers = { pairs: [], renamed, added: [], removed: [], unpaired: [] };
  const found = [...renamed];
  const take = (pairs: readonly LayerPair[]): void => {
    for (const { now: layer, expected: partner } of pairs) {
      partners.set(layer, partner);
      taken.add(partner);
    }
  };
  take(renamed);
  if (sameEnvironment) {
    const inPlace = samePlace({ were, are, partners });
    take(inPlace);
    found.push(...inPlace);
  }
  for (const layer of are) {
    const partner = partners.get(layer);
    if (!partner) leave(paired, layer, 'deployed', { isChosen: expected.chosen === true, sameEnvironment });
    else if (inOtherLayout(expected, now, partner, layer)) {
      const reason = `held as ${expected.layout} by the golden and as ${now.layout} here`;
      paired.unpaired.push(unpairedOf(layer, 'deployed', reason, false));
    } else paired.pairs.push(found.find((pair) => pair.now === layer) ?? pairOf(partner, layer));
  }
  for (const layer of were)
    if (!taken.has(layer)) leave(paired, layer, 'reference', { isChosen: now.chosen === true, sameEnvironment });
  for (const { id, hash } of expected.outputs) {
    // What everything before it comes out as is never left out for a good reason, but for one that a layer holds, too.
    if ([...taken].some((layer) => layer.hash === hash)) continue;
    const gap = paired.unpaired.find((each) => each.side === 'reference' && each.id === id);
    if (gap) Object.assign(gap, { expected: false, reason: 'an output that has no partner here' });
  }
  return paired;
};

const byName = (layers: readonly GoldenLayer[], names: Readonly<Record<string, string>>): Map<string, GoldenLayer> =>
  new Map(layers.map((layer) => [names[layer.id] ?? layer.id, layer]));

const pairOf = (expected: GoldenLayer, now: GoldenLayer): LayerPair => ({
  expected,
  now,
  pairedBy: expected.id === now.id ? 'equal id' : 'names',
});

/** Layers, and outputs that are none of them: of arrays without a graph, or where layers were chosen. */
const heldLayers = ({ layers, outputs }: Golden): GoldenLayer[] => {
  const ids = new Set(layers.map(({ id }) => id));
  return [...layers, ...outputs.filter(({ id }) => !ids.has(id)).map((output) => ({ ...output, op: '', inputs: [] }))];
};

const leave = (
  { added, removed, unpaired }: PairedLayers,
  layer: GoldenLayer,
  side: Unpaired['side'],
  { isChosen, sameEnvironment }: { isChosen: boolean; sameEnvironment: boolean },
): void => {
  const isDeployed = side === 'deployed';
  const reason = isChosen
    ? `layers were chosen ${isDeployed ? 'when the golden was made' : 'here'}`
    : sameEnvironment
      ? `${isDeployed ? 'added' : 'removed'} since the golden was made`
      : 'fused in another way where the golden was made';
  unpaired.push(unpairedOf(layer, side, reason, true));
  if (!isChosen && sameEnvironment) (isDeployed ? added : removed).push(layer.id);
};

const unpairedOf = ({ id, op }: GoldenLayer, side: Unpaired['side'], reason: string, expected: boolean): Unpaired => ({
  id,
  op,
  side,
  reason,
  expected,
});

/** The same picture with its channels elsewhere: its sketch is another one. */
const inOtherLayout = (expected: Golden, now: Golden, was: GoldenLayer, is: GoldenLayer): boolean => {
  const layouts = [expected.layout, now.layout];
  if (layouts.includes('unknown') || expected.layout === now.layout || was.shape.length !== 4) return false;
  const order = now.layout === 'NHWC' ? [0, 2, 3, 1] : [0, 3, 1, 2];
  return order.map((axis) => was.shape[axis]).join() === is.shape.join();
};
