import type { LayerInfo } from '../../../trace/trace.ts';
import type { Layer, SymbolicTensor } from '../tf.ts';
import { configOf, fusedOps } from './config.ts';

/** A call of a layer in a run of its model. */
export interface Call {
  layer: Layer;
  /** Ids of its results; none where tfjs calls the layer once more for its next result, or where it is a model. */
  ids: readonly string[];
  /** The calls inside, where the layer is a model. */
  inner?: Calls;
}

/** The calls that a model makes, by layer, each layer's in their order. */
export type Calls = ReadonlyMap<Layer, readonly Call[]>;

/** A layer of the trace, with the layer of the model that makes it. */
export interface ModelLayer {
  layer: Layer;
  info: LayerInfo;
}

/** A LayersModel's layers in the order in which a run calls them. */
export interface PlannedRun {
  calls: Calls;
  layers: ModelLayer[];
  /** Model outputs, in their order: the layer whose result each is. */
  outputs: readonly string[];
  unseen: { id: string; reason: string }[];
}

type Container = Layer & { layers: Layer[]; inputs: SymbolicTensor[]; outputs: SymbolicTensor[] };

/** True for a layer that is a model: what it computes, its own layers compute. */
export const isContainer = (layer: Layer): layer is Container =>
  Array.isArray(layer.layers) && Array.isArray(layer.inputs) && Array.isArray(layer.outputs);

/**
 * What a run of a model will call: its layers by name, those of a model inside by `inner/name`; the second call of a shared
 * layer is `name:1`, the results of one with several `name.0`, `name.1`. A model inside is no layer of its own: its result
 * is its last layer's.
 *
 * @param inputs ids of the model's inputs
 */
export const layersOfModel = (model: Container, inputs: readonly string[]): PlannedRun => {
  const run: Omit<PlannedRun, 'calls' | 'outputs'> = { layers: [], unseen: [] };
  const counts = new Map<string, number>();
  const { calls, outputs } = plan(model, inputs, '', counts, run);
  return { ...run, calls, outputs };
};

const plan = (
  model: Container,
  inputs: readonly string[],
  prefix: string,
  counts: Map<string, number>,
  run: Omit<PlannedRun, 'calls' | 'outputs'>,
): { calls: Calls; outputs: string[] } => {
  const ids = new Map(model.inputs.map((symbol, index) => [symbol.id, inputs[index] as string]));
  const calls = new Map<Layer, Call[]>();
  for (const symbol of callOrder(model.outputs, model.inputs)) {
    const { sourceLayer: layer } = symbol;
    if (layer.getClassName() === 'InputLayer') continue;
    const results = layer.inboundNodes[symbol.nodeIndex]?.outputTensors ?? [symbol];
    const from = symbol.inputs.map(({ id }) => ids.get(id) ?? '');
    const isRepeated = results.some(({ id }) => ids.has(id));
    const call = callOf(layer, from, results, prefix, isRepeated, counts, run);
    calls.set(layer, [...(calls.get(layer) ?? []), call]);
    const made = call.inner ? call.outputs : call.ids;
    if (!isRepeated) for (const [index, { id }] of results.entries()) ids.set(id, made[index] ?? '');
  }
  return { calls, outputs: model.outputs.map(({ id }) => ids.get(id) ?? '') };
};

const callOf = (
  layer: Layer,
  inputs: readonly string[],
  results: readonly SymbolicTensor[],
  prefix: string,
  isRepeated: boolean,
  counts: Map<string, number>,
  run: Omit<PlannedRun, 'calls' | 'outputs'>,
): Call & { outputs: readonly string[] } => {
  const path = `${prefix}${layer.name}`;
  if (isContainer(layer)) {
    // Where tfjs calls a model again for its next result, what happens inside was seen at the first call.
    const into = isRepeated ? { layers: [], unseen: [] } : run;
    const { calls, outputs } = plan(layer, inputs, `${path}/`, isRepeated ? new Map() : counts, into);
    return { layer, ids: [], inner: isRepeated ? silent(calls) : calls, outputs };
  }
  if (isRepeated) return { layer, ids: [], outputs: [] };
  const count = counts.get(path) ?? 0;
  counts.set(path, count + 1);
  const call = count === 0 ? '' : `:${count}`;
  const ids = results.map((_, index) => `${path}${results.length > 1 ? `.${index}` : ''}${call}`);
  for (const [output, id] of ids.entries())
    run.layers.push({ layer, info: infoOf(layer, id, output, inputs, results) });
  run.unseen.push(...unseenIn(layer, path, ids[0] as string));
  return { layer, ids, outputs: ids };
};

const silent = (calls: Calls): Calls =>
  new Map(
    [...calls].map(([layer, all]) => [
      layer,
      all.map(({ inner }) => ({ layer, ids: [], ...(inner && { inner: silent(inner) }) })),
    ]),
  );

const infoOf = (
  layer: Layer,
  id: string,
  output: number,
  inputs: readonly string[],
  results: readonly SymbolicTensor[],
): LayerInfo => {
  const shape = results[output]?.shape;
  return {
    id,
    op: layer.getClassName(),
    node: layer.name,
    output,
    inputs: inputs.filter((from) => from !== ''),
    weights: [],
    attributes: configOf(layer),
    ...(shape ? { shape: [...shape] } : {}),
  };
};

/** What a layer computes inside: an activation of its own, layers that it calls itself. */
const unseenIn = (layer: Layer, path: string, id: string): { id: string; reason: string }[] => {
  const op = layer.getClassName();
  const { layer: wrapped, forwardLayer, backwardLayer } = layer as unknown as Partial<Record<string, Layer>>;
  const inside = [...new Set([wrapped, forwardLayer, backwardLayer])].flatMap((one) =>
    one?.name === undefined ? [] : [{ id: `${path}/${one.name}`, reason: `inside ${op} ${id}` }],
  );
  const before = fusedOps(layer).slice(0, -1);
  return [...before.map((step) => ({ id: `${id} ${step}`, reason: `fused into ${op} ${id}` })), ...inside];
};

/**
 * Values in the order in which tfjs makes them (tfjs-layers 4.22, engine/executor): depth first from each output, the last
 * input of a layer before its first.
 */
const callOrder = (outputs: readonly SymbolicTensor[], inputs: readonly SymbolicTensor[]): SymbolicTensor[] => {
  const fed = new Set(inputs.map(({ name }) => name));
  const taken = new Set<string>();
  const ordered: SymbolicTensor[] = [];
  for (const output of outputs) {
    const visited = new Set(fed);
    const stack: { symbol: SymbolicTensor; isOpen: boolean }[] = [{ symbol: output, isOpen: false }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const { symbol } = top;
      if (visited.has(symbol.name)) stack.pop();
      else if (top.isOpen || symbol.inputs.length === 0) {
        stack.pop();
        visited.add(symbol.name);
        if (!taken.has(symbol.name)) ordered.push(symbol);
        taken.add(symbol.name);
      } else {
        top.isOpen = true;
        for (const input of symbol.inputs) if (!visited.has(input.name)) stack.push({ symbol: input, isOpen: false });
      }
    }
  }
  return ordered;
};
