import { type OnnxGraph, subgraphs } from './graph.ts';
import type { GraphProto, TensorProto } from './schema_pb.ts';
import { isExternal } from './tensorData.ts';

/** Files beside the model that hold weights of it, each once, by the names that the model gives them. */
export const externalLocations = ({ proto, model }: OnnxGraph): string[] => {
  const tensors = [...storedIn(proto), ...model.functions.flatMap(({ node }) => node.flatMap(heldBy))];
  const locations = tensors
    .filter(isExternal)
    .map(({ externalData }) => externalData.find(({ key }) => key === 'location')?.value ?? '');
  return [...new Set(locations)];
};

const storedIn = (graph: GraphProto): TensorProto[] => [...graph.initializer, ...graph.node.flatMap(heldBy)];

const heldBy = (node: GraphProto['node'][number]): TensorProto[] => [
  ...node.attribute.flatMap(({ t, tensors }) => [...(t ? [t] : []), ...tensors]),
  ...subgraphs(node).flatMap(storedIn),
];
