import type { Tensor } from '../../tensor/tensor.ts';
import { attributeOf, type OnnxGraph } from './graph.ts';
import type { AttributeProto, TensorProto } from './schema_pb.ts';
import { type ExternalData, storedTensor, wholeTensor } from './tensorData.ts';

/** The stored tensor behind a name: an initializer, or the value of a Constant node that holds a tensor. */
export const storedConstant = (graph: OnnxGraph, name: string): TensorProto | undefined => {
  const initializer = graph.initializers.get(name);
  if (initializer) return initializer;
  const node = graph.producers.get(name);
  return node?.op === 'Constant' ? attributeOf(node.proto, 'value')?.t : undefined;
};

/** The value of a small constant: a stored tensor, or the number or list of a Constant node, also behind Identity. */
export const constantValue = (graph: OnnxGraph, name: string, external: ExternalData): Tensor | undefined => {
  const seen = new Set<string>();
  for (let at = name; !seen.has(at); ) {
    seen.add(at);
    const stored = storedConstant(graph, at);
    if (stored) {
      const tensor = storedTensor(stored);
      return tensor && wholeTensor(tensor, external);
    }
    const node = graph.producers.get(at);
    if (node?.op === 'Constant') return listedConstant(node.proto.attribute[0]);
    if (node?.op !== 'Identity') return undefined;
    at = node.inputs[0] ?? '';
  }
  return undefined;
};

const listedConstant = (attribute: AttributeProto | undefined): Tensor | undefined => {
  switch (attribute?.name) {
    case 'value_float':
      return { dtype: 'float32', shape: [], data: Float32Array.of(attribute.f) };
    case 'value_floats':
      return { dtype: 'float32', shape: [attribute.floats.length], data: Float32Array.from(attribute.floats) };
    case 'value_int':
      return { dtype: 'int64', shape: [], data: BigInt64Array.of(attribute.i) };
    case 'value_ints':
      return { dtype: 'int64', shape: [attribute.ints.length], data: BigInt64Array.from(attribute.ints) };
    default:
      return undefined;
  }
};
