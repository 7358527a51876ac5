import type { LayerInfo } from '../../../trace/trace.ts';
import type { GraphModel, GraphNode } from '../tf.ts';

/** A layer of a GraphModel with the node that makes it. Its weights are not read yet. */
export interface GraphLayer {
  node: GraphNode;
  info: LayerInfo;
}

/** On what a node's value depends; `shape`: on the inputs' shapes alone. `missing`: on an input that was not given. */
type Dependence = 'constant' | 'shape' | 'computed' | 'missing';

const RANK: readonly Dependence[] = ['constant', 'shape', 'computed', 'missing'];
const SHAPES = new Set(['Shape', 'ShapeN', 'Size', 'Rank']);
/** Make new values at each run, of whatever they read. */
const RANDOM =
  /^(Random|StatelessRandom|Multinomial|StatelessTruncatedNormal|TruncatedNormal|ParameterizedTruncatedNormal)/;

/** What the outputs of nodes are called as layers: as the model's signature does, else by the node. */
export const layerIds = (model: GraphModel): ((node: GraphNode, output?: number) => string) => {
  const { inputs = {}, outputs = {} } = model.signature ?? {};
  const keys = new Map<string, string>();
  for (const [key, entry] of [...Object.entries(outputs), ...Object.entries(inputs)]) {
    const { node, output } = reference(entry?.name ?? key);
    keys.set(`${node}:${output}`, key);
  }
  return ({ name, signatureKey }, output = 0) =>
    keys.get(`${name}:${output}`) ??
    (output > 0 ? `${name}:${output}` : keys.size === 0 ? (signatureKey ?? name) : name);
};

/** A node's name and the index of its output, from how others refer to it (`split:1`, `^control`). */
export const reference = (name: string): { node: string; output: number } => {
  const [node = '', ...rest] = name.replace(/^\^/, '').split(':');
  const output = Number(rest.at(-1) ?? 0);
  return { node, output: Number.isInteger(output) ? output : 0 };
};

/**
 * Layers of a GraphModel in execution order: every output of every node that depends on these inputs. Constants and what is
 * computed from them alone are none; nor is what only another input would reach, or what no output needs: tfjs never runs it.
 *
 * @param given ids of the inputs: names of the signature or of nodes, also of nodes in the middle of the graph
 * @param outputs ids of what the app asked for besides the model's own outputs
 */
export const layersOfGraph = (
  model: GraphModel,
  given: readonly string[],
  outputs: readonly string[] = [],
): GraphLayer[] => {
  const { nodes } = model.executor.graph;
  const idOf = layerIds(model);
  const fed = new Set(given.map((id) => nodeOfId(model, id)?.name ?? id));
  const depends = dependences(Object.values(nodes), fed);
  const needed = ancestors([...model.executor.graph.outputs, ...outputs.flatMap((id) => nodeOfId(model, id) ?? [])]);
  const isKept = (node: GraphNode) =>
    needed.has(node) &&
    !fed.has(node.name) &&
    node.op !== 'NoOp' &&
    ['shape', 'computed'].includes(depends.get(node.name) as string);
  const used = usedOutputs(Object.values(nodes), model);
  return inOrder(Object.values(nodes)).flatMap((node) => {
    if (!isKept(node)) return [];
    const inputs = node.inputNames.flatMap((name) => {
      const { node: from, output } = reference(name);
      const maker = nodes[from];
      const isValue = maker && maker.op !== 'NoOp' && depends.get(from) !== 'constant';
      return isValue ? [idOf(maker, output)] : [];
    });
    return (used.get(node.name) ?? [0]).map((output) => ({
      node,
      info: {
        id: idOf(node, output),
        op: node.op,
        node: node.name,
        output,
        inputs,
        weights: [],
        attributes: attributesOf(node),
        ...(depends.get(node.name) === 'shape' ? { constant: true } : {}),
      },
    }));
  });
};

/** The node that a layer or an input is made by. */
export const nodeOfId = ({ executor: { graph }, signature }: GraphModel, id: string): GraphNode | undefined => {
  const name = (signature?.outputs?.[id] ?? signature?.inputs?.[id])?.name;
  const bySignature = [...graph.outputs, ...graph.inputs].find(({ signatureKey }) => signatureKey === id);
  return (name === undefined ? bySignature : graph.nodes[reference(name).node]) ?? graph.nodes[reference(id).node];
};

/** These nodes and all that they are made of. */
const ancestors = (nodes: readonly GraphNode[]): ReadonlySet<GraphNode> => {
  const found = new Set<GraphNode>();
  const open = [...nodes];
  for (let node = open.pop(); node; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    open.push(...node.inputs);
  }
  return found;
};

/** True for a node that draws random numbers. */
export const isRandom = ({ op }: GraphNode): boolean => RANDOM.test(op);

const dependences = (nodes: readonly GraphNode[], fed: ReadonlySet<string>): Map<string, Dependence> => {
  const found = new Map<string, Dependence>();
  const ordered = inOrder(nodes);
  // Where a loop goes back, what its beginning depends on is known only behind its end.
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const node of ordered) {
      const dependence = dependenceOf(node, fed, found);
      isNew ||= found.get(node.name) !== dependence;
      found.set(node.name, dependence);
    }
  }
  return found;
};

const dependenceOf = (
  node: GraphNode,
  fed: ReadonlySet<string>,
  found: ReadonlyMap<string, Dependence>,
): Dependence => {
  if (fed.has(node.name)) return 'computed';
  if (node.op.startsWith('Placeholder') && node.op !== 'PlaceholderWithDefault') return 'missing';
  const all = node.inputs.map(({ name }) => found.get(name) ?? 'constant');
  const strongest = RANK[Math.max(0, ...all.map((one) => RANK.indexOf(one)))] as Dependence;
  if (SHAPES.has(node.op) && strongest === 'computed') return 'shape';
  return isRandom(node) && strongest !== 'missing' ? 'computed' : strongest;
};

/** Nodes after those that they read; where a loop goes back, as the graph lists them. */
export const inOrder = (nodes: readonly GraphNode[]): GraphNode[] => {
  const ordered: GraphNode[] = [];
  const entered = new Set<GraphNode>();
  for (const first of nodes) {
    // Graphs may be deeper than the call stack.
    const stack: { node: GraphNode; next: number }[] = [{ node: first, next: 0 }];
    if (entered.has(first)) continue;
    entered.add(first);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const input = top.node.inputs[top.next++];
      if (input === undefined) {
        ordered.push(top.node);
        stack.pop();
      } else if (!entered.has(input)) {
        entered.add(input);
        stack.push({ node: input, next: 0 });
      }
    }
  }
  return ordered;
};

/** Which outputs of a node somebody reads, the first one always. */
const usedOutputs = (nodes: readonly GraphNode[], { signature }: GraphModel): Map<string, number[]> => {
  const used = new Map<string, Set<number>>();
  const named = Object.values(signature?.outputs ?? {}).flatMap(({ name }) => name ?? []);
  for (const name of [...nodes.flatMap(({ inputNames }) => inputNames), ...named]) {
    const { node, output } = reference(name);
    const outputs = used.get(node) ?? new Set([0]);
    used.set(node, outputs.add(output));
  }
  return new Map([...used].map(([name, outputs]) => [name, [...outputs].sort((a, b) => a - b)]));
};

const IGNORED = new Set(['dtype', 'T', 'shape', 'numArgs']);

/** A node's attributes by the executor's names, what it computes only: plain data. */
const attributesOf = ({ attrParams }: GraphNode): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(attrParams).flatMap(([name, param]) => {
      const value = param?.value;
      if (value === undefined || value === null || IGNORED.has(name) || param?.type === 'func') return [];
      return Array.isArray(value) && value.length === 0 ? [] : [[name, value]];
    }),
  );
