import type { Layer, Trace } from '../src/index.ts';

/** A trace with all its layers in memory, so that reading them costs nothing. */
export const held = async (trace: Trace): Promise<Trace> => {
  const list = await trace.layers.list();
  const layers: Layer[] = [];
  for await (const layer of trace.layers.read()) layers.push(layer);
  return {
    ...trace,
    layers: {
      list: async () => list,
      async *read(ids) {
        for (const layer of layers) if (ids === undefined || ids.includes(layer.id)) yield layer;
      },
    },
  };
};
