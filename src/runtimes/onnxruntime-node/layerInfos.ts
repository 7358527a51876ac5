import { plainAttributes } from '../../formats/onnx/attributes.ts';
import type { OnnxGraph, OnnxNode } from '../../formats/onnx/graph.ts';
import type { LayerInfo } from '../../trace/trace.ts';

/** What onnxruntime puts before the names of float16 tensors that it computes in float32. */
const CAST_PREFIX = 'InsertedPrecisionFreeCast_';

/** The name that a tensor has in the model, whatever the optimizer put before it. */
export const modelName = (tensor: string): string =>
  tensor.startsWith(CAST_PREFIX) ? tensor.slice(CAST_PREFIX.length) : tensor;

/** A layer with the name of its tensor in the session that makes it, and its node. Its weights are not read yet. */
export interface GraphLayer {
  tensor: string;
  node: OnnxNode;
  info: LayerInfo;
}

/**
 * Layers of a graph in execution order: every output of every node that depends on an input or, marked `constant`, on
 * the inputs' shapes. Initializers and what is computed from them alone are no layers.
 */
export const layersOfGraph = (graph: OnnxGraph): GraphLayer[] => {
  const ids = layerIds(graph);
  const layers: GraphLayer[] = [];
  for (const node of graph.nodes) {
    const inputs = [...node.inputs, ...node.captured]
      .filter((name) => name !== '' && graph.dependence(name) !== 'constant')
      .map((name) => ids.get(name) ?? name);
    for (const [output, tensor] of node.outputs.entries()) {
      const id = ids.get(tensor);
      if (id === undefined) continue;
      layers.push({
        tensor,
        node,
        info: {
          id,
          op: node.op,
          ...(node.name ? { node: node.name } : {}),
          output,
          inputs,
          weights: [],
          attributes: plainAttributes(node.proto),
          ...(graph.dependence(tensor) === 'shape' ? { constant: true } : {}),
        },
      });
    }
  }
  return layers;
};

/** Tensor -> layer id. A prefix is only stripped where the name below is free. */
const layerIds = (graph: OnnxGraph): Map<string, string> => {
  const ids = new Map<string, string>();
  const tensors = graph.nodes
    .flatMap(({ outputs }) => outputs)
    .filter((name) => name !== '' && graph.dependence(name) !== 'constant');
  const taken = new Set([...tensors, ...graph.inputs]);
  for (const tensor of tensors) {
    const id = taken.has(modelName(tensor)) ? tensor : modelName(tensor);
    taken.add(id);
    ids.set(tensor, id);
  }
  return ids;
};
