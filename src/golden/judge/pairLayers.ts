import type { Unpaired } from '../../verdicts/comparison.ts';
import type { Golden, GoldenLayer } from '../golden.ts';
import type { LayerPair } from './judgement.ts';

/** Layers of both sides, in the order of now. */
export interface PairedLayers {
  pairs: LayerPair[];
  unpaired: Unpaired[];
}

/**
 * Pairs layers by their ids, which are the model's own names. What only one side has is expected where other kernels
 * fuse other layers, and where layers were chosen.
 */
export const pairLayers = (expected: Golden, now: Golden, sameEnvironment: boolean): PairedLayers => {
  const known = new Map(expected.layers.map((layer) => [layer.id, layer]));
  const seen = new Set<string>();
  const pairs: LayerPair[] = [];
  const unpaired: Unpaired[] = [];
  const leave = ({ id, op }: GoldenLayer, side: Unpaired['side'], other: Golden) => {
    const chosen = other.chosen === true;
    const reason = chosen
      ? `layers were chosen ${side === 'deployed' ? 'when the golden was made' : 'here'}`
      : sameEnvironment
        ? side === 'deployed'
          ? 'added since the golden was made'
          : 'removed since the golden was made'
        : 'fused in another way elsewhere';
    unpaired.push({ id, op, side, reason, expected: chosen || !sameEnvironment });
  };
  for (const layer of now.layers) {
    const partner = known.get(layer.id);
    if (partner && !seen.has(layer.id)) pairs.push({ expected: partner, now: layer, pairedBy: 'equal id' });
    else leave(layer, 'deployed', expected);
    seen.add(layer.id);
  }
  for (const layer of expected.layers) if (!seen.has(layer.id)) leave(layer, 'reference', now);
  return { pairs, unpaired };
};
