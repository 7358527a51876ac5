import type { GraphLayer } from './layerInfos.ts';

/** Deals layers, in execution order, out over runs so that the tensors of each run fit; one that is too large runs alone. */
export const slices = (
  layers: readonly GraphLayer[],
  bytesOf: (layer: GraphLayer) => number,
  maxBytes: number,
): GraphLayer[][] => {
  const dealt: GraphLayer[][] = [];
  let held = Infinity;
  for (const layer of layers) {
    const bytes = bytesOf(layer);
    if (held + bytes > maxBytes) {
      dealt.push([]);
      held = 0;
    }
    dealt.at(-1)?.push(layer);
    held += bytes;
  }
  return dealt;
};
