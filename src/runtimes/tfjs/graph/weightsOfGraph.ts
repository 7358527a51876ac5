import type { WeightFingerprint } from '../../../trace/trace.ts';
import type { GraphModel, GraphNode } from '../tf.ts';
import { fingerprint } from '../weights/canonical.ts';
import { constantsOf, type WeightsSnapshot } from '../weights/snapshot.ts';
import { reference } from './layersOfGraph.ts';
import { operandRule } from './operands.ts';

/** Hand on a constant as it is. */
const PASSING = new Set(['Identity', 'ReadVariableOp', 'StopGradient', 'PreventGradient']);

/** Fingerprints of a node's constant operands, in its own order. */
export const weightsOfGraph = (
  model: GraphModel,
  snapshot: WeightsSnapshot,
): ((node: GraphNode) => readonly WeightFingerprint[]) => {
  const values = new Map(constantsOf(model).map((name, index) => [name, snapshot.values[index]]));
  const { nodes } = model.executor.graph;
  const constant = (name: string) => {
    let node = nodes[reference(name).node];
    while (node && PASSING.has(node.op)) node = nodes[reference(node.inputNames[0] ?? '').node];
    return node && values.get(node.name);
  };
  return (node) =>
    node.inputNames.flatMap((name, position) => {
      const tensor = constant(name);
      return tensor ? fingerprint({ tensor, ...operandRule(node, position) }) : [];
    });
};
