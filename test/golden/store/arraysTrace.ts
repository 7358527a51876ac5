import type { Layer, Trace } from '../../../src/trace/trace.ts';

/** A trace of two layers, as a reader of arrays makes it; `scale` is that of the second one. */
export function arraysTrace(scale = 1): Trace {
  const values = (factor: number) => Float32Array.from({ length: 256 }, (_, at) => Math.sin(at * 0.1) * factor);
  const tensor = (factor: number) => ({ dtype: 'float32' as const, shape: [1, 16, 16], data: values(factor) });
  const layers: Layer[] = [
    { id: 'first', op: 'Conv', inputs: ['image'], tensor: tensor(2) },
    { id: 'second', op: 'Relu', inputs: ['first'], tensor: tensor(3 * scale) },
  ];
  return {
    model: { format: 'arrays' },
    runtime: { name: 'numpy', version: '2.4.0', provider: 'cpu', isa: 'x64' },
    capture: 'original',
    layout: 'unknown',
    inputs: { image: tensor(1) },
    outputs: { second: tensor(3 * scale) },
    layers: {
      list: async () => ({
        layers: layers.map(({ id, op, inputs }) => ({ id, op, inputs, output: 0, weights: [], attributes: {} })),
        unseen: [],
      }),
      read: async function* (ids) {
        for (const layer of layers) if (ids === undefined || ids.includes(layer.id)) yield layer;
      },
    },
    notes: [],
  };
}
