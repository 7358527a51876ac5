import type { Tensor } from '../../../src/tensor/tensor.ts';
import type { Trace } from '../../../src/trace/trace.ts';

/** All layers of a trace by their ids, in the order in which they were read. */
export const layersOf = async (trace: Trace): Promise<Record<string, Tensor>> => {
  const layers: Record<string, Tensor> = {};
  for await (const { id, tensor } of trace.layers.read()) layers[id] = tensor;
  return layers;
};

/** What each layer reads. */
export const wiring = async (trace: Trace): Promise<Record<string, readonly string[]>> =>
  Object.fromEntries((await trace.layers.list()).layers.map(({ id, inputs }) => [id, inputs]));
