import { bareOp, type OnnxGraph, type OnnxNode, qualified, subgraphs } from '../../formats/onnx/graph.ts';
import type { GraphProto } from '../../formats/onnx/schema_pb.ts';
import { modelName } from './layerInfos.ts';

/** A tensor of the model that is no layer of the trace, and why. */
export interface Unseen {
  id: string;
  reason: string;
}

/** Tensors inside If, Loop and Scan bodies, which the runtime does not hand out. */
export const insideBodies = (graph: OnnxGraph): Unseen[] =>
  graph.nodes.flatMap((node) =>
    subgraphs(node.proto).flatMap((body) => tensorsInside(body, `inside ${labelOf(node)}`)),
  );

const tensorsInside = (body: GraphProto, reason: string): Unseen[] =>
  body.node.flatMap((node) => [
    ...(node.opType === 'Constant' ? [] : node.output.filter((id) => id !== '').map((id) => ({ id, reason }))),
    ...subgraphs(node).flatMap((inner) => tensorsInside(inner, reason)),
  ]);

/** Tensors inside the model's own functions; only the calls' results are layers of the graph as stored. */
export const insideFunctions = (graph: OnnxGraph): Unseen[] => {
  const bodies = new Map(
    graph.model.functions.map((body) => [body.domain === '' ? body.name : `${body.domain}.${body.name}`, body]),
  );
  return graph.nodes.flatMap((node) => {
    const body = bodies.get(qualified(node.proto));
    const results = new Set(body?.output);
    return (body?.node ?? [])
      .flatMap(({ output }) => output)
      .filter((id) => id !== '' && !results.has(id))
      .map((id) => ({ id: `${node.name || node.outputs[0]}/${id}`, reason: `inside function ${labelOf(node)}` }));
  });
};

/** Tensors of the stored graph that the optimized one no longer has: each with the layer that now does its work. */
export const fusedAway = (stored: OnnxGraph, optimized: OnnxGraph): Unseen[] => {
  const kept = new Map<string, OnnxNode>();
  for (const node of optimized.nodes) for (const output of node.outputs) kept.set(modelName(output), node);
  return stored.nodes.flatMap((node) =>
    node.outputs
      .filter(
        (id) => id !== '' && !kept.has(id) && stored.dependence(id) === 'computed' && !stored.outputs.includes(id),
      )
      .map((id) => {
        const into = keptBehind(stored, id, kept);
        const maker = into === undefined ? undefined : kept.get(into);
        return { id, reason: maker ? `fused into ${bareOp(maker.op)} ${into}` : 'optimized away' };
      }),
  );
};

/** The nearest tensor behind `id` that the optimized graph still makes. */
const keptBehind = (stored: OnnxGraph, id: string, kept: ReadonlyMap<string, OnnxNode>): string | undefined => {
  const reached = new Set([id]);
  for (const name of reached) {
    for (const node of stored.consumers.get(name) ?? []) {
      for (const output of node.outputs) {
        if (kept.has(output)) return output;
        if (output !== '') reached.add(output);
      }
    }
  }
  return undefined;
};

const labelOf = (node: OnnxNode): string => {
  const label = node.name || node.outputs.find((name) => name !== '') || '';
  return `${bareOp(node.op)} ${label}`.trim();
};
