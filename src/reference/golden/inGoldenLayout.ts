import type { Golden } from '../../golden/golden.ts';
import { permute } from '../../tensor/permute.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Layer, Trace } from '../../trace/trace.ts';

/** Where each axis of the golden's layout comes from. */
const AXES = { NHWC: [0, 2, 3, 1], NCHW: [0, 3, 1, 2] } as const;

/**
 * A trace with its pictures and feature maps in the order of axes in which the golden holds them: a sketch depends on the
 * order of values. Tensors that the golden does not hold in that shape are left as they are.
 */
export const inGoldenLayout = (trace: Trace, { layout, inputs, layers, outputs }: Golden): Trace => {
  if (layout === 'unknown' || trace.layout === 'unknown' || layout === trace.layout) return trace;
  const shapes = new Set([...inputs, ...layers, ...outputs].map(({ shape }) => shape.join()));
  const moved = (tensor: Tensor): Tensor => {
    const axes = AXES[layout];
    const shape = axes.map((axis) => tensor.shape[axis]).join();
    return tensor.shape.length === 4 && shapes.has(shape) ? permute(tensor, axes) : tensor;
  };
  const all = (tensors: Readonly<Record<string, Tensor>>): Record<string, Tensor> =>
    Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, moved(tensor)]));
  return {
    ...trace,
    layout,
    inputs: all(trace.inputs),
    outputs: all(trace.outputs),
    layers: {
      list: () => trace.layers.list(),
      read: async function* (ids): AsyncGenerator<Layer> {
        for await (const layer of trace.layers.read(ids)) yield { ...layer, tensor: moved(layer.tensor) };
      },
    },
  };
};
