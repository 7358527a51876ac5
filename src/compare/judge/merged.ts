import { groupBy } from '../groupBy.ts';
import type { LayerMeasure, Measured } from '../measured.ts';

/** One pair of layers over all photos: each number is its maximum, the rest is of the photo with the worst own error. */
export interface MergedLayer extends LayerMeasure {
  /** How many photos it was measured on. */
  photos: number;
}

export const merged = (all: readonly Measured[]): MergedLayer[] => {
  const [first] = all;
  if (!first || all.length === 1) return (first?.layers ?? []).map((layer) => ({ ...layer, photos: 1 }));
  const groups = groupBy(
    all.flatMap(({ layers }) => layers),
    ({ pair }) => `${pair.deployed}\n${pair.reference}`,
  );
  return [...groups.values()].map(mergedLayer);
};

const mergedLayer = (layers: LayerMeasure[]): MergedLayer => {
  const worst = layers.reduce((a, b) => (rank(b) > rank(a) ? b : a));
  const drift = Math.max(...layers.map((layer) => layer.drift));
  const own = worst.own && { ...worst.own, ...levelsOf(layers) };
  const differing = layers.reduce((sum, layer) => sum + (layer.differing ?? 0), 0);
  const tie = layers.every((layer) => layer.differing === 0 || layer.tie) && layers.some((layer) => layer.tie);
  return {
    ...worst,
    drift,
    ...(own ? { own } : {}),
    ...(worst.differing === undefined ? {} : { differing }),
    ...(tie ? { tie } : {}),
    photos: layers.length,
  };
};

/** A fault without tolerance first, then own error in its unit, then drift. */
export const rank = ({ own, drift, nonFinite, otherShape }: LayerMeasure): number => {
  const beyond = own?.nonFinite || nonFinite || otherShape ? 1e30 : 0;
  return Math.min(1e30, own?.steps ?? own?.own ?? drift) + beyond;
};

const levelsOf = (layers: readonly LayerMeasure[]): { levels?: number } => {
  const levels = layers.flatMap(({ own }) => own?.levels ?? []);
  return levels.length > 0 ? { levels: Math.max(...levels) } : {};
};
