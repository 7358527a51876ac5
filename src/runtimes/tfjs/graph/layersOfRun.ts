import type { Tensor } from '../../../tensor/tensor.ts';
import type { LayerInfo } from '../../../trace/trace.ts';
import type { GraphModel, GraphNode } from '../tf.ts';
import { type GraphLayer, layerId, layersOfGraph, reference } from './layersOfGraph.ts';

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
  const known = new Set(all.keys());
  const { nodes } = model.executor.graph;
  return [...run].flatMap(([key, tensors]) => {
    const { node, frame } = placeOf(key, nodes);
    const layer = node && all.get(node.name);
    if (!layer) return [];
    const inputs = layer.node.inputNames.flatMap((name) => idsOf(name, frame, nodes, run, known, given));
    return tensors.flatMap((tensor, output) => {
      if (tensor === undefined) return [];
      const info: LayerInfo = { ...layer.info, id: idIn(layer.node, output, frame), output, inputs };
      return [{ node: layer.node, info, tensor }];
    });
  });
};

const placeOf = (key: string, nodes: Readonly<Record<string, GraphNode>>): { node?: GraphNode; frame: string } => {
  const whole = nodes[key];
  if (whole) return { node: whole, frame: '' };
  const at = key.indexOf('-/');
  const node = at < 0 ? undefined : nodes[key.slice(0, at)];
  return node ? { node, frame: key.slice(at) } : { frame: '' };
};

const idIn = (node: GraphNode, output: number, frame: string): string =>
  frame === '' ? layerId(node, output) : `${node.name}${frame}${output === 0 ? '' : `:${output}`}`;

/** What a name means inside a loop: the value of this iteration, of the one before where the loop goes back, else from outside. */
const idsOf = (
  name: string,
  frame: string,
  nodes: Readonly<Record<string, GraphNode>>,
  run: ReadonlyMap<string, readonly (Tensor | undefined)[]>,
  known: ReadonlySet<string>,
  given: readonly string[],
): string[] => {
  const { node: from, output } = reference(name);
  const maker = nodes[from];
  if (!maker) return [];
  const id = layerId(maker, output);
  if (!known.has(from)) return given.includes(id) ? [id] : [];
  const before = frame.replace(/-(\d+)$/, (_, iteration) => `-${Number(iteration) - 1}`);
  const frames = maker.op === 'NextIteration' ? [before] : outward(frame);
  const found = frames.find((one) => run.get(`${from}${one}`)?.[output] !== undefined);
  return found === undefined ? [] : [idIn(maker, output, found)];
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
