import type { LayerComparison } from '../verdicts/comparison.ts';
import { ownSize } from './headline.ts';

/**
 * The layers that a reader needs, in execution order: the first bad one with its neighbours, other bad ones, and the
 * worst by own error.
 */
export function chosenLayers(
  layers: readonly LayerComparison[],
  first: LayerComparison | undefined,
  most = 8,
): LayerComparison[] {
  const chosen = new Set<LayerComparison>();
  const add = (layer: LayerComparison | undefined) => {
    if (layer !== undefined && chosen.size < most) chosen.add(layer);
  };
  const at = first === undefined ? -1 : layers.indexOf(first);
  if (first !== undefined) add(first);
  if (at >= 0) for (const offset of [-1, 1, -2]) add(layers[at + offset]);
  for (const layer of layers.filter(({ status }) => status === 'diverges').slice(0, 3)) add(layer);
  const byWeight = layers.filter((layer) => layer.status !== 'unpaired' && Number.isFinite(ownSize(layer)));
  byWeight.sort((a, b) => rankOf(b) - rankOf(a) || ownSize(b) - ownSize(a));
  for (const layer of byWeight.slice(0, 3)) add(layer);
  return [...chosen].sort((a, b) => layers.indexOf(a) - layers.indexOf(b));
}

/** Alarms before what is only weak, that before consequences, those before what agrees. */
const rankOf = ({ status }: LayerComparison): number => ['agrees', 'consequence', 'weak', 'diverges'].indexOf(status);
