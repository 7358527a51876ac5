import type { LayerInfo, LayerList, TracedModel, WeightFingerprint } from '../../trace/trace.ts';
import { activationOf } from './activations.ts';
import { bareOp, carries, isPartial, isQuantized, kindOf, kindOfLayer, passes } from './kinds.ts';

/** A place where a graph computes something: one tensor of one op, the ops that only hand it on left out. */
export interface Site {
  /** Position among the sites of its side; operands come first. */
  index: number;
  /** The tensor that the op makes. */
  id: string;
  /** Other names of it: what an importer or a quantizer calls the same value. */
  aliases: readonly string[];
  /** The name that the trace's maker says it has in the other model. */
  said?: string;
  kind: string;
  op: string;
  info?: LayerInfo;
  /** What the op reads, looked at through ops that only hand values on. */
  operands: Site[];
  readers: Site[];
  /** Tensors that hold the value, elements in the same place: its own, then casts and grids. */
  carriers: string[];
  /** The one to compare: what its readers really get. */
  visible: string;
  /** The visible one lies on a stored grid, which may clip as an activation does. */
  quantized: boolean;
  /** What the op makes beyond its kind: `bias`, an activation, a whole fused block. */
  makes: string;
  weights: readonly WeightFingerprint[];
}

/** A layer that only hands on a value in another shape or order. */
export interface Passage {
  info: LayerInfo;
  source: Site;
}

export interface SiteGraph {
  sites: Site[];
  inputs: Map<string, Site>;
  /** By id of every tensor, passed on or made. */
  of: Map<string, Site>;
  passages: Passage[];
  /** Layers that depend on no input value. */
  constants: LayerInfo[];
  /** Scales and zero points that the run computes: no layers of the model. */
  scales: LayerInfo[];
  /** No layer says what it reads, or others were left out between them: values under names, no graph to go by. */
  flat: boolean;
}

/** The graph of a list of layers, as alignment sees it. */
export const siteGraph = (
  list: LayerList,
  inputs: readonly string[],
  names: Readonly<Record<string, string>> = {},
  format?: TracedModel['format'],
): SiteGraph => {
  const graph: SiteGraph = {
    sites: [],
    inputs: new Map(),
    of: new Map(),
    passages: [],
    constants: [],
    scales: [],
    flat: list.chosen === true || list.layers.every((layer) => layer.inputs.length === 0),
  };
  const scales = new Set<string>();
  for (const id of inputs) graph.inputs.set(id, add(graph, id, 'input', '', names));
  for (const info of list.layers) {
    if (graph.inputs.has(info.id)) continue;
    if (info.constant) {
      graph.constants.push(info);
      continue;
    }
    const data = info.inputs.filter((id) => !scales.has(id));
    if (isScale(info, data)) {
      scales.add(info.id);
      graph.scales.push(info);
      continue;
    }
    const source = graph.of.get(data[0] ?? '');
    if (source && handsOn(info, source, data, info.inputs.length > data.length)) hand(graph, info, source);
    else {
      const site = add(graph, info.id, kindOfLayer(info, format), info.op, names, info);
      site.operands = data.flatMap((id) => graph.of.get(id) ?? []);
      for (const operand of new Set(site.operands)) operand.readers.push(site);
    }
  }
  return graph;
};

const isScale = (info: LayerInfo, data: readonly string[]): boolean =>
  (bareOp(info.op) === 'DynamicQuantizeLinear' && info.output > 0) || (info.inputs.length > 0 && data.length === 0);

const handsOn = (info: LayerInfo, source: Site, data: readonly string[], scaled: boolean): boolean => {
  if (passes(info.op)) return info.output === 0;
  // An integer sum is a layer's value only once its scales are multiplied in.
  return isPartial(source.op) && data.length === 1 && (scaled || info.weights.length > 0) && kindOf(info.op) === 'mul';
};

const hand = (graph: SiteGraph, info: LayerInfo, source: Site): void => {
  graph.of.set(info.id, source);
  const scaled = kindOf(info.op) === 'mul';
  const before = info.inputs[0] ?? '';
  if ((carries(info.op) || scaled) && (source.carriers.includes(before) || scaled)) {
    source.carriers.push(info.id);
    if (isQuantized(info.op) && !source.quantized) {
      source.visible = info.id;
      source.quantized = true;
    } else if (isPartial(source.op)) source.visible = info.id;
  } else if (bareOp(info.op) !== 'Pad' && !carries(info.op)) graph.passages.push({ info, source });
};

const add = (
  graph: SiteGraph,
  id: string,
  kind: string,
  op: string,
  names: Readonly<Record<string, string>>,
  info?: LayerInfo,
): Site => {
  const site: Site = {
    index: graph.sites.length,
    id,
    aliases: aliasesOf(id, names),
    ...(names[id] === undefined ? {} : { said: names[id] }),
    kind,
    op,
    ...(info ? { info } : {}),
    operands: [],
    readers: [],
    carriers: [id],
    visible: id,
    quantized: isQuantized(op),
    makes: info ? makesOf(info, kind) : kind,
    weights: info?.weights ?? [],
  };
  graph.sites.push(site);
  graph.of.set(id, site);
  return site;
};

const makesOf = (info: LayerInfo, kind: string): string => {
  const bare = bareOp(info.op);
  const parts = [kind];
  if (info.weights.some(({ role }) => role === 'bias')) parts.push('bias');
  // What an activation layer is called is its kind, not a function behind it.
  const activation = bare === 'Activation' ? undefined : activationOf(info.attributes);
  if (activation !== undefined) parts.push(activation);
  if (/^(Skip|Embed|Bias|Fast|Quick)|Attention|^FusedMatMul|FastGelu/.test(bare)) parts.push(bare);
  if (kind === 'conv' && info.inputs.length > 1 && bare.includes('Fused')) parts.push('sum');
  return parts.join('+');
};

/** Names that a quantizer or a float16 converter made out of the float tensor's: the rules of onnxruntime. */
const aliasesOf = (id: string, names: Readonly<Record<string, string>>): string[] => {
  const plain = id
    .replace(/^InsertedPrecisionFreeCast_/, '')
    .replace(/_(?:Quantize|Dequantize)Linear_(?:Output|Input)(?:_\d+)?$/, '');
  return [...new Set([names[id], plain, names[plain]].filter((name) => name !== undefined && name !== id))] as string[];
};
