import type { AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto } from './schema_pb.ts';

/** A node of the main graph, with what its subgraphs read from outside. */
export interface OnnxNode {
  /** Position among the nodes of the file. */
  index: number;
  /** Operator; a domain other than ai.onnx is in front: `com.microsoft.FusedConv`. */
  op: string;
  name: string;
  /** As in the file; '' where an optional one is left out. */
  inputs: readonly string[];
  outputs: readonly string[];
  /** What If, Loop and Scan bodies read and do not define themselves. */
  captured: readonly string[];
  proto: NodeProto;
}

/**
 * What a tensor depends on: `constant` on nothing but the file, `shape` on the shapes of inputs but not on their
 * values, `computed` on values (or on chance).
 */
export type Dependence = 'constant' | 'shape' | 'computed';

/** The main graph of a model, with everything that it takes to walk it. */
export interface OnnxGraph {
  model: ModelProto;
  proto: GraphProto;
  nodes: readonly OnnxNode[];
  /** Inputs that an app has to give: those without an initializer. */
  inputs: readonly string[];
  outputs: readonly string[];
  initializers: ReadonlyMap<string, TensorProto>;
  producers: ReadonlyMap<string, OnnxNode>;
  consumers: ReadonlyMap<string, readonly OnnxNode[]>;
  dependence: (tensor: string) => Dependence;
}

/** Indexes the main graph of a model. */
export const graphOf = (model: ModelProto): OnnxGraph => {
  const proto = model.graph as GraphProto;
  const initializers = new Map(proto.initializer.map((tensor) => [tensor.name, tensor]));
  const sparse = proto.sparseInitializer.map((tensor) => tensor.values?.name ?? '');
  const nodes = proto.node.map(nodeOf);
  const producers = new Map<string, OnnxNode>();
  const consumers = new Map<string, OnnxNode[]>();
  for (const node of nodes) {
    for (const output of node.outputs) if (output !== '') producers.set(output, node);
    for (const input of new Set([...node.inputs, ...node.captured])) {
      const readers = consumers.get(input);
      if (readers) readers.push(node);
      else if (input !== '') consumers.set(input, [node]);
    }
  }
  const known = dependences(nodes, [...initializers.keys(), ...sparse], randomFunctions(model));
  return {
    model,
    proto,
    nodes,
    inputs: proto.input.map(({ name }) => name).filter((name) => !initializers.has(name)),
    outputs: proto.output.map(({ name }) => name),
    initializers,
    producers,
    consumers,
    dependence: (tensor) => known.get(tensor) ?? 'computed',
  };
};

const nodeOf = (proto: NodeProto, index: number): OnnxNode => ({
  index,
  op: qualified(proto),
  name: proto.name,
  inputs: proto.input,
  outputs: proto.output,
  captured: [...new Set(subgraphs(proto).flatMap(capturedBy))],
  proto,
});

/** The operator with its domain in front, ai.onnx left out. */
export const qualified = ({ opType, domain }: NodeProto): string =>
  domain === '' || domain === 'ai.onnx' ? opType : `${domain}.${opType}`;

/** The operator alone. */
export const bareOp = (op: string): string => op.slice(op.lastIndexOf('.') + 1);

/** Bodies of If, Loop, Scan and the like. */
export const subgraphs = (node: NodeProto): GraphProto[] =>
  node.attribute.flatMap((attribute) => [...(attribute.g ? [attribute.g] : []), ...attribute.graphs]);

/** Names that a body reads but that neither its nodes, inputs nor initializers define. */
const capturedBy = (body: GraphProto): string[] => {
  const own = new Set([
    '',
    ...body.input.map(({ name }) => name),
    ...body.initializer.map(({ name }) => name),
    ...body.node.flatMap(({ output }) => output),
  ]);
  const read = [
    ...body.node.flatMap((node) => [...node.input, ...subgraphs(node).flatMap(capturedBy)]),
    ...body.output.map(({ name }) => name), // a branch may hand out an outer tensor as it is
  ];
  return read.filter((name) => !own.has(name));
};

/** The attribute of this name. */
export const attributeOf = (node: NodeProto, name: string): AttributeProto | undefined =>
  node.attribute.find((attribute) => attribute.name === name);

/** An integer attribute, or its default. */
export const intAttribute = (node: NodeProto, name: string, otherwise: number): number => {
  const attribute = attributeOf(node, name);
  return attribute === undefined ? otherwise : Number(attribute.i);
};

const RANDOM = new Set([
  'RandomNormal',
  'RandomUniform',
  'RandomNormalLike',
  'RandomUniformLike',
  'Bernoulli',
  'Multinomial',
]);

/** True where a node draws random numbers, itself, in a subgraph, or in a function that it calls. */
export const isRandom = (node: NodeProto, functions: ReadonlySet<string> = new Set()): boolean =>
  RANDOM.has(node.opType) ||
  functions.has(qualified(node)) ||
  subgraphs(node).some((body) => body.node.some((inner) => isRandom(inner, functions)));

/** The model's own functions that draw random numbers. */
export const randomFunctions = (model: ModelProto): ReadonlySet<string> => {
  const random = new Set<string>();
  for (let found = -1; found !== random.size; ) {
    found = random.size;
    for (const { domain, name, node } of model.functions)
      if (node.some((inner) => isRandom(inner, random))) random.add(domain === '' ? name : `${domain}.${name}`);
  }
  return random;
};

const dependences = (nodes: readonly OnnxNode[], constants: string[], random: ReadonlySet<string>) => {
  const known = new Map<string, Dependence>(['', ...constants].map((name) => [name, 'constant']));
  for (const node of nodes) {
    const reads = [...node.inputs, ...node.captured].map((name) => known.get(name));
    const kind: Dependence | undefined = isRandom(node.proto, random)
      ? undefined
      : reads.every((read) => read === 'constant')
        ? 'constant'
        : node.op === 'Shape' || node.op === 'Size' || reads.every((read) => read !== undefined)
          ? 'shape'
          : undefined;
    if (kind) for (const output of node.outputs) known.set(output, kind);
  }
  return known;
};
