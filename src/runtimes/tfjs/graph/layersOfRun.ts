import type { Tensor } from '../../../tensor/tensor.ts';
import type { LayerInfo } from '../../../trace/trace.ts';
import type { GraphModel, GraphNode } from '../tf.ts';
import { type GraphLayer, layerIds, layersOfGraph, reference } from './layersOfGraph.ts';

/** A layer of a graph with branches or loops, with its value. */
export interface RunLayer extends GraphLayer {
  tensor: Tensor;
}

/**
 * Layers of a graph with branches or loops, which only a run tells: nodes of the branch that was taken, and those inside a
 * loop once per iteration (`add-/frame-2`).
 */
export const layersOfRun = (
  model: GraphModel,
  run: ReadonlyMap<string, readonly (Tensor | undefined)[]>,
  given: readonly string[],
): RunLayer[] => {
  const all = new Map(layersOfGraph(model, given).map((layer) => [layer.info.node as string, layer]));
  const idOf = layerIds(model);
  const keys = [...run.keys()];
  const { nodes } = model.executor.graph;
  return [...run].flatMap(([key, tensors]) => {
    const { node, frame } = placeOf(key, nodes);
    const layer = node && all.get(node.name);
    if (!layer) return [];
    const inputs = layer.node.inputNames.flatMap((name) => {
      const { node: from, output } = reference(name);
      const maker = nodes[from];
      if (!maker) return [];
      if (!all.has(from)) return given.includes(idOf(maker, output)) ? [idOf(maker, output)] : [];
      const made = (one: string) => run.get(one)?.[output] !== undefined;
      const where = frameOf(layer.node, from, frame, made, keys);
      return where === undefined ? [] : [idIn(idOf, maker, output, where)];
    });
    return tensors.flatMap((tensor, output) => {
      if (tensor === undefined) return [];
      const info: LayerInfo = { ...layer.info, id: idIn(idOf, layer.node, output, frame), output, inputs };
      return [{ node: layer.node, info, tensor }];
    });
  });
};

type IdOf = ReturnType<typeof layerIds>;

const placeOf = (key: string, nodes: Readonly<Record<string, GraphNode>>): { node?: GraphNode; frame: string } => {
  const whole = nodes[key];
  if (whole) return { node: whole, frame: '' };
  const at = key.indexOf('-/');
  const node = at < 0 ? undefined : nodes[key.slice(0, at)];
  return node ? { node, frame: key.slice(at) } : { frame: '' };
};

const idIn = (idOf: IdOf, node: GraphNode, output: number, frame: string): string =>
  frame === '' ? idOf(node, output) : `${node.name}${frame}${output === 0 ? '' : `:${output}`}`;

/** Where the value that a node reads was made: in its own iteration, else outside of the loop. */
const frameOf = (
  reader: GraphNode,
  from: string,
  frame: string,
  made: (key: string) => boolean,
  keys: readonly string[],
) => {
  // Both stand on the other side of the loop's edge than what they read.
  if (reader.op === 'NextIteration') return frame.replace(/\d+$/, (iteration) => String(Number(iteration) - 1));
  if (reader.op === 'Exit') {
    const inside = keys.findLast((key) => key.startsWith(`${from}${frame === '' ? '-' : frame}/`) && made(key));
    return inside?.slice(from.length);
  }
  return outward(frame).find((one) => made(`${from}${one}`));
};

/** `-/outer-1/inner-2`, `-/outer-1`, and outside of all loops. */
const outward = (frame: string): string[] => {
  const frames = [frame];
  for (let at = frame.lastIndexOf('/'); at > 0; at = frame.slice(0, at).lastIndexOf('/')) {
    const outer = frame.slice(0, at);
    frames.push(outer === '-' ? '' : outer);
  }
  return frames;
};
