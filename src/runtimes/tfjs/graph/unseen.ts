import type { GraphModel } from '../tf.ts';
import type { GraphLayer } from './layersOfGraph.ts';

/** Values that a fused node computes on its way and hands to nobody: what it is before its last step. */
export const fusedAway = (layers: readonly GraphLayer[]): { id: string; reason: string }[] =>
  layers.flatMap(({ info }) => {
    const { fusedOps } = info.attributes;
    if (!Array.isArray(fusedOps) || fusedOps.length === 0) return [];
    const first = info.op.replace(/^_?Fused/, '');
    return [first, ...fusedOps.slice(0, -1)].map((step) => ({
      id: `${info.id} ${String(step).toLowerCase()}`,
      reason: `fused into ${info.op} ${info.id}`,
    }));
  });

/** Nodes inside the functions that `StatelessIf`, `StatelessWhile` and calls run. */
export const insideFunctions = ({ executor: { graph } }: GraphModel): { id: string; reason: string }[] =>
  Object.values(graph.nodes).flatMap(({ name, op, attrParams }) =>
    Object.values(attrParams).flatMap((param) => {
      const body = param?.type === 'func' ? graph.functions?.[String(param.value)] : undefined;
      return Object.values(body?.nodes ?? {})
        .filter((node) => node.op !== 'Const' && !node.op.startsWith('Placeholder'))
        .map((node) => ({ id: `${name}/${node.name}`, reason: `inside ${op} ${name}` }));
    }),
  );
