import type { Layer, LayerList, LayerSource } from './trace.ts';

/** A source of layers that are in memory already. */
export const layersInMemory = (list: LayerList, layers: readonly Layer[]): LayerSource => ({
  list: async () => list,
  async *read(ids) {
    const wanted = ids === undefined ? undefined : new Set(ids);
    for (const layer of layers) if (wanted === undefined || wanted.has(layer.id)) yield layer;
  },
});
