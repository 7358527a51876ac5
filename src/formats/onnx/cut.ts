import { create, toBinary } from '@bufbuild/protobuf';
import type { OnnxGraph, OnnxNode } from './graph.ts';
import { outside, type WeightsFile } from './outsideWeights.ts';
import {
  ModelProtoSchema,
  type NodeProto,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './schema_pb.ts';

/** The nodes between tensors that somebody holds and a tensor that they make. */
export interface GraphPiece {
  output: string;
  /** Held tensors and inputs of the model that the nodes read. */
  inputs: string[];
  /** In execution order. */
  nodes: OnnxNode[];
}

/** What a cut model computes. */
export interface CutRequest {
  /** Tensors to make, each from what lies before it. */
  outputs: readonly string[];
  nodes: ReadonlySet<OnnxNode>;
  /** Tensors that are given: ONNX number of each one's type. */
  inputs: ReadonlyMap<string, number>;
  /** Large weights stay in this file. */
  weightsIn?: WeightsFile;
}

const OWN = '/exray-own';

/** Name of the output that carries what a piece makes of a tensor. */
export const ownName = (tensor: string): string => tensor + OWN;

/** Walks back from a tensor to the nearest ones that are held, or are inputs of the model. */
export const pieceOf = (graph: OnnxGraph, output: string, isHeld: (tensor: string) => boolean): GraphPiece => {
  const inputs = new Set<string>();
  const given = new Set(graph.inputs);
  const last = graph.producers.get(output);
  const nodes = new Set(last ? [last] : []);
  for (const node of nodes) {
    for (const name of [...node.inputs, ...node.captured]) {
      const producer = graph.producers.get(name);
      if (given.has(name) || (producer && isHeld(name))) inputs.add(name);
      else if (producer) nodes.add(producer);
    }
  }
  return { output, inputs: [...inputs], nodes: [...nodes].sort((a, b) => a.index - b.index) };
};

/**
 * A model that makes tensors out of given ones. A given tensor's producer, if it runs too, writes under another name, so
 * that readers, in however many places and bodies, go on reading the given one by its name.
 */
export const cutModel = (graph: OnnxGraph, { outputs, nodes, inputs, weightsIn }: CutRequest): Uint8Array => {
  const made = new Set(outputs);
  const read = new Set([...nodes].flatMap((node) => [...node.inputs, ...node.captured]));
  const isRenamed = (name: string): boolean => made.has(name) || (inputs.has(name) && graph.producers.has(name));
  const declared = graph.proto.input.filter(({ name }) => read.has(name));
  const known = new Set(declared.map(({ name }) => name));
  const { model, proto } = graph;
  const cut = like(model, {
    graph: like(proto, {
      node: graph.nodes.filter((node) => nodes.has(node)).map(({ proto: node }) => withOutputs(node, isRenamed)),
      initializer: proto.initializer
        .filter(({ name }) => read.has(name))
        .map((tensor) => (weightsIn ? outside(tensor, weightsIn) : tensor)),
      sparseInitializer: proto.sparseInitializer.filter(({ values }) => read.has(values?.name ?? '')),
      input: [
        ...declared,
        ...[...inputs].filter(([name]) => !known.has(name)).map(([name, type]) => given(name, type)),
      ],
      output: outputs.map((name) => create(ValueInfoProtoSchema, { name: ownName(name) })),
      valueInfo: proto.valueInfo.filter(({ name }) => !isRenamed(name)),
    }),
  });
  return toBinary(ModelProtoSchema, cut);
};

/** The same message with some fields replaced; what exray does not know of it stays. */
const like = <T extends object>(message: T, changes: Partial<T>): T =>
  Object.assign(Object.create(Object.getPrototypeOf(message) as object), message, changes) as T;

const withOutputs = (node: NodeProto, isRenamed: (name: string) => boolean): NodeProto =>
  node.output.some(isRenamed)
    ? like(node, { output: node.output.map((name) => (isRenamed(name) ? ownName(name) : name)) })
    : node;

const given = (name: string, elemType: number): ValueInfoProto =>
  create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { tensorType: { elemType } }), // without a shape any is taken
  });
