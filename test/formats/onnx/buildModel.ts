import { create, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from '../../../src/formats/onnx/schema_pb.ts';
import { onnxNumberOf } from '../../../src/tensor/dtypes.ts';
import type { DType, Tensor } from '../../../src/tensor/tensor.ts';

/** An attribute by example: 1.5n is no number, so integers are bigints and floats numbers. */
type Attribute = bigint | number | string | bigint[] | number[] | GraphProto | Tensor;

/** A node: operator, inputs, outputs, attributes. A domain goes in front of the operator, after a colon. */
export type NodeSketch = [op: string, inputs: string[], outputs: string[], attributes?: Record<string, Attribute>];

/** A value: element type and sides; names for sides that inputs decide. */
export type ValueSketch = [dtype: DType, shape?: (number | string)[]];

/** A graph in a few lines. */
export interface GraphSketch {
  nodes: NodeSketch[];
  inputs?: Record<string, ValueSketch>;
  outputs: Record<string, ValueSketch> | string[];
  weights?: Record<string, Tensor>;
}

export const floats = (shape: number[], values?: readonly number[]): Tensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(
    values ?? Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 1.7 + shape.length)),
  ),
});

export const ints = (shape: number[], values: readonly number[]): Tensor => ({
  dtype: 'int64',
  shape,
  data: BigInt64Array.from(values, BigInt),
});

export const buildGraph = ({ nodes, inputs = {}, outputs, weights = {} }: GraphSketch): GraphProto =>
  create(GraphProtoSchema, {
    name: 'graph',
    node: nodes.map(([op, input, output, attributes = {}], index) =>
      create(NodeProtoSchema, {
        name: `node${index}`,
        opType: op.slice(op.indexOf(':') + 1),
        domain: op.includes(':') ? op.slice(0, op.indexOf(':')) : '',
        input,
        output,
        attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      }),
    ),
    initializer: Object.entries(weights).map(([name, tensor]) => tensorProto(name, tensor)),
    input: Object.entries(inputs).map(([name, sketch]) => value(name, sketch)),
    output: Array.isArray(outputs)
      ? outputs.map((name) => create(ValueInfoProtoSchema, { name }))
      : Object.entries(outputs).map(([name, sketch]) => value(name, sketch)),
  });

export const buildModelProto = (graph: GraphSketch, opset = 17): ModelProto =>
  create(ModelProtoSchema, {
    irVersion: opset > 20 ? 10n : 8n,
    producerName: 'exray tests',
    graph: buildGraph(graph),
    opsetImport: [
      create(OperatorSetIdProtoSchema, { domain: '', version: BigInt(opset) }),
      create(OperatorSetIdProtoSchema, { domain: 'com.microsoft', version: 1n }),
    ],
  });

export const buildModel = (graph: GraphSketch, opset?: number): Uint8Array =>
  toBinary(ModelProtoSchema, buildModelProto(graph, opset));

const tensorProto = (name: string, { dtype, shape, data }: Tensor) => {
  const { buffer, byteOffset, byteLength } = data as Uint8Array;
  return create(TensorProtoSchema, {
    name,
    dims: shape.map(BigInt),
    dataType: onnxNumberOf(dtype),
    rawData: new Uint8Array(buffer, byteOffset, byteLength),
  });
};

const value = (name: string, [dtype, shape]: ValueSketch) =>
  create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, {
      tensorType: {
        elemType: onnxNumberOf(dtype),
        ...(shape && {
          shape: create(TensorShapeProtoSchema, {
            dim: shape.map((side) =>
              create(
                TensorShapeProto_DimensionSchema,
                typeof side === 'number' ? { dimValue: BigInt(side) } : { dimParam: side },
              ),
            ),
          }),
        }),
      },
    }),
  });

const attribute = (name: string, given: Attribute): AttributeProto => {
  const set = (fields: object, type: number) => create(AttributeProtoSchema, { name, type, ...fields });
  if (typeof given === 'bigint') return set({ i: given }, 2);
  if (typeof given === 'number') return set({ f: given }, 1);
  if (typeof given === 'string') return set({ s: new TextEncoder().encode(given) }, 3);
  if (Array.isArray(given)) {
    return typeof given[0] === 'bigint' ? set({ ints: given as bigint[] }, 7) : set({ floats: given as number[] }, 6);
  }
  if ('node' in given) return set({ g: given }, 5);
  return set({ t: tensorProto('', given) }, 4);
};
