import type { Trace } from '../trace/trace.ts';
import { type Alignment, align } from './align/align.ts';
import type { CompareOptions } from './compareOptions.ts';
import { pairByValues } from './pairByValues.ts';

/** Pairs the layers of two traces. Where graphs and names leave tensors open that no graph tells apart, their values may. */
export const alignTraces = async (
  deployed: Trace,
  reference: Trace,
  hand: CompareOptions['pairs'],
): Promise<Alignment> => {
  const sides = [await sideOf(deployed), await sideOf(reference)] as const;
  const found = align(...sides, hand);
  const { pairs, outputs } = await pairByValues(deployed, reference, found);
  const all = pairs.size === 0 ? found : align(...sides, hand, pairs);
  for (const each of all.unpaired) {
    const output = each.side === 'reference' ? outputs.get(each.id) : undefined;
    if (output !== undefined) each.reason = `holds the values of the output ${output}, which is compared`;
  }
  return all;
};

const sideOf = async (trace: Trace) => ({
  list: withOutputs(await trace.layers.list(), trace),
  inputs: Object.keys(trace.inputs),
  outputs: Object.keys(trace.outputs),
  format: trace.model.format,
  tensors: trace.inputs,
  ...(trace.names ? { names: trace.names } : {}),
});

/** Outputs are layers, too, also where a reference holds nothing else. */
const withOutputs = (list: Awaited<ReturnType<Trace['layers']['list']>>, { outputs, inputs }: Trace) => {
  const known = new Set([...list.layers.map(({ id }) => id), ...Object.keys(inputs)]);
  const more = Object.entries(outputs).filter(([id]) => !known.has(id));
  const layers = more.map(([id, { dtype, shape }]) => ({
    ...{ id, op: '', output: 0, inputs: [], weights: [], attributes: {}, dtype, shape },
  }));
  return layers.length === 0 ? list : { ...list, layers: [...list.layers, ...layers] };
};
