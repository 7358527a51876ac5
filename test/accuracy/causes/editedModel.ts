import { readFileSync } from 'node:fs';
import { clearField, create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from '../../../src/formats/onnx/schema_pb.ts';

/** A model whose weights and nodes can be changed for one run. */
export interface EditedModel {
  nodes: readonly NodeProto[];
  /** A copy of a stored tensor's numbers, with its sides. */
  weight(name: string): { values: Float32Array | Int8Array | Uint8Array | Int32Array; dims: number[] };
  has(name: string): boolean;
  /** The model's bytes with one thing changed, which is undone before it returns. */
  with(changes: Changes): Uint8Array;
}

export interface Changes {
  weights?: Record<string, ArrayBufferView>;
  /** Changes a node's attributes or operands; gives back how to undo it. */
  node?: { output: string; change: (node: NodeProto, graph: GraphProto) => () => void };
}

const arrays = { 1: Float32Array, 2: Uint8Array, 3: Int8Array, 6: Int32Array } as const;

export const editedModel = (path: string): EditedModel => {
  const model: ModelProto = fromBinary(ModelProtoSchema, readFileSync(path));
  const nodes = model.graph?.node ?? [];
  const stored = new Map<string, TensorProto>((model.graph?.initializer ?? []).map((each) => [each.name, each]));
  const tensorOf = (name: string): TensorProto => {
    const tensor = stored.get(name);
    if (!tensor) throw new Error(`no weight ${name}`);
    return tensor;
  };
  return {
    nodes,
    has: (name) => stored.has(name),
    weight: (name) => {
      const { rawData, floatData, dataType, dims } = tensorOf(name);
      if (floatData.length > 0) return { values: Float32Array.from(floatData), dims: dims.map(Number) };
      const kind = arrays[dataType as keyof typeof arrays];
      return { values: new kind(Uint8Array.from(rawData).buffer), dims: dims.map(Number) };
    },
    with: ({ weights = {}, node }) => {
      const undo: (() => void)[] = [];
      for (const [name, { buffer, byteOffset, byteLength }] of Object.entries(weights)) {
        const tensor = tensorOf(name);
        const { rawData, floatData } = tensor;
        Object.assign(tensor, {
          rawData: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
          floatData: [],
        });
        undo.push(() => {
          Object.assign(tensor, { rawData, floatData });
          if (floatData.length > 0) clearField(tensor, TensorProtoSchema.field.rawData);
        });
      }
      const found = node && nodes.find(({ output }) => output.includes(node.output));
      if (node && found && model.graph) undo.push(node.change(found, model.graph));
      const bytes = toBinary(ModelProtoSchema, model);
      for (const each of undo) each();
      return bytes;
    },
  };
};

/** A model of the one node that makes a tensor, with what else makes it once it was changed, out of one input. */
export const modelOfNode = (bytes: Uint8Array, output: string): Uint8Array => {
  const model = fromBinary(ModelProtoSchema, bytes);
  const graph = model.graph as GraphProto;
  const last = graph.node.find((each) => each.output.includes(output)) as NodeProto;
  const raw = graph.node.find((each) => last.input.includes(each.output[0] ?? '') && each.output[0]?.endsWith('/raw'));
  const kept = raw ? [raw, last] : [last];
  const used = new Set(kept.flatMap(({ input }) => input));
  const typed = (name: string) =>
    create(ValueInfoProtoSchema, { name, type: create(TypeProtoSchema, { tensorType: { elemType: 1 } }) });
  graph.initializer = graph.initializer.filter(({ name }) => used.has(name));
  graph.input = [typed(kept[0]?.input[0] as string)];
  graph.output = [typed(output)];
  graph.node = kept;
  graph.valueInfo = [];
  return toBinary(ModelProtoSchema, model);
};

export const attributeOf = (node: NodeProto, name: string): AttributeProto | undefined =>
  node.attribute.find((each) => each.name === name);

/** What a node makes is multiplied by a number behind it. */
export const multiplied = (output: string, factor: number): Changes => ({
  node: {
    output,
    change: (node, graph) => {
      const [raw, name] = [`${output}/raw`, `${output}/factor`];
      node.output = [raw];
      const at = graph.node.indexOf(node) + 1;
      graph.node.splice(at, 0, create(NodeProtoSchema, { opType: 'Mul', name, input: [raw, name], output: [output] }));
      const rawData = new Uint8Array(Float32Array.of(factor).buffer);
      graph.initializer.push(create(TensorProtoSchema, { name, dataType: 1, dims: [], rawData }));
      return () => {
        node.output = [output];
        graph.node.splice(at, 1);
        graph.initializer.pop();
      };
    },
  },
});
