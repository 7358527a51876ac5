import { elementTypes } from '../../formats/onnx/elementTypes.ts';
import type { OnnxGraph } from '../../formats/onnx/graph.ts';
import type { ValueInfoProto } from '../../formats/onnx/schema_pb.ts';
import type { NativeMetadata } from './native.ts';

const known = new WeakMap<OnnxGraph, Map<string, NativeMetadata>>();

/**
 * What the graph itself tells of its tensors, for runtimes before 1.22, which say nothing of outputs. A type that is not
 * known is undefined where it can only be one that the runtime hands out, and 0 where it may be another: to fetch a 4-bit
 * tensor would end the process.
 */
export const graphMetadata = (graph: OnnxGraph): ReadonlyMap<string, NativeMetadata> => {
  const found = known.get(graph) ?? read(graph);
  known.set(graph, found);
  return found;
};

const read = (graph: OnnxGraph): Map<string, NativeMetadata> => {
  const { input, output, valueInfo } = graph.proto;
  const shapes = new Map([...valueInfo, ...output, ...input].map((value) => [value.name, shapeOf(value)]));
  return new Map(
    [...elementTypes(graph)].map(([name, { type, isTensor, mayBeOdd }]) => {
      const number = type ?? (mayBeOdd ? 0 : undefined);
      return [name, { name, isTensor, ...(number === undefined ? {} : { type: number }), ...shapes.get(name) }];
    }),
  );
};

/** As the runtime tells shapes: -1 for sides that the inputs decide, with their names. */
const shapeOf = ({ type }: ValueInfoProto): Pick<NativeMetadata, 'shape' | 'symbolicDimensions'> => {
  const sides = type?.tensorType?.shape?.dim;
  if (!sides) return {};
  return {
    shape: sides.map(({ dimValue }) => (dimValue > 0n ? Number(dimValue) : -1)),
    symbolicDimensions: sides.map(({ dimParam }) => dimParam),
  };
};
