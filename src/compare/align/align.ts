import type { LayerInfo, LayerList, TracedModel } from '../../trace/trace.ts';
import type { Unpaired } from '../../verdicts/comparison.ts';
import { type Order, ordersOf } from './orders.ts';
import { outputPassages, passagePairs } from './passagePairs.ts';
import { rules } from './rules/index.ts';
import { byHand } from './seeds/byHand.ts';
import { equalIds } from './seeds/equalIds.ts';
import { flatWeights } from './seeds/flatWeights.ts';
import { type InputTensor, inputs } from './seeds/inputs.ts';
import { outputs } from './seeds/outputs.ts';
import { type Site, type SiteGraph, siteGraph } from './site.ts';
import { type AlignState, alignState, isOp, setTensors, type TensorPair } from './state.ts';
import { unpaired } from './unpaired.ts';

/** Two layers that stand for the same value. */
export interface LayerPair {
  deployed: string;
  reference: string;
  /** Why they were paired. */
  by: string;
  /** The ops that make them, as their graphs call them. */
  ops: { deployed: string; reference: string };
  /** Both depend on no input value: equal or not, never replayed. */
  constant?: boolean;
  /** The reference's tensor is a model input, the deployed one that input on a grid. */
  input?: boolean;
  /** The deployed graph lacks the reference's op: its tensor stands for what goes into that op, too. */
  missing?: boolean;
  /** Of a quantized reference: the real values behind the tensor's grid. */
  behindGrid?: string;
  /** Other deployed tensors that hold the same value: before and behind its grid. */
  carries?: readonly string[];
  /** Where each side has its channels, where runtimes differ and the ops tell it. */
  orders?: { deployed?: Order | undefined; reference?: Order | undefined };
}

/** Two ops that do the same work. */
export interface OpPair {
  deployed: LayerInfo;
  reference: LayerInfo;
  /** The tensors in which they show: their own, or those of ops fused with them. */
  shownBy: string;
}

/** Which layer is which. */
export interface Alignment {
  /** In execution order of the deployed trace. */
  pairs: LayerPair[];
  ops: OpPair[];
  unpaired: Unpaired[];
  /** Deployed layer -> paired layers (or inputs) that it is made of. */
  before: ReadonlyMap<string, readonly string[]>;
  /** Reference input -> deployed input. */
  inputs: ReadonlyMap<string, string>;
  /** One side has no graph. */
  flat: boolean;
  /** Tensors that found no partner, where one side has no graph: their values may tell. */
  open: { deployed: string[]; reference: string[] };
}

/** What alignment reads of a trace; values are none of it. */
export interface AlignSide {
  list: LayerList;
  inputs: readonly string[];
  outputs: readonly string[];
  names?: Readonly<Record<string, string>>;
  /** What kind of file the model is; layers of another kind spell ops otherwise and may lay pictures out otherwise. */
  format?: TracedModel['format'];
  /** Of the inputs, as they were fed. */
  tensors?: Readonly<Record<string, InputTensor>>;
}

/**
 * Pairs the layers of two traces by what their graphs compute: equal names only where op and place agree, layers with
 * weights as anchors, between them what structure makes unambiguous. Never by position or by parts of names.
 *
 * @param byValues pairs that only values could tell, where one side has no graph: deployed -> reference
 */
export const align = (
  deployed: AlignSide,
  reference: AlignSide,
  hand: Readonly<Record<string, string | null>> = {},
  byValues: ReadonlyMap<string, string> = new Map(),
): Alignment => {
  const state = alignState(
    siteGraph(deployed.list, deployed.inputs, deployed.names, deployed.format),
    siteGraph(reference.list, reference.inputs, reference.names, reference.format),
  );
  byHand(state, hand);
  inputs(state, deployed.tensors, reference.tensors);
  outputs(state, deployed.outputs, reference.outputs);
  equalIds(state);
  const flat = state.deployed.flat || state.reference.flat;
  if (flat) flatWeights(state);
  for (const [one, other] of byValues) values(state, one, other);
  for (let next = flat ? rules.length : 0; next < rules.length; ) next = rules[next]?.apply(state) ? 0 : next + 1;
  const across = !flat && deployed.format !== undefined && deployed.format !== reference.format;
  const pairs = withOrders(
    pairsOf(state, hand, across, [deployed.outputs, reference.outputs]),
    across,
    deployed,
    reference,
  );
  return {
    pairs,
    ops: opPairs(state),
    unpaired: unpaired(state, [deployed.list, reference.list], [deployed.outputs, reference.outputs], pairs),
    before: pairedBefore(state, pairs),
    inputs: new Map(
      [...state.tensors].flatMap(([site, { deployed: other }]) => (isOp(site) ? [] : [[site.id, other.id] as const])),
    ),
    flat,
    open: {
      deployed: flat ? openOf(state.deployed, (site) => state.stands.has(site), hand) : [],
      reference: flat ? openOf(state.reference, (site) => state.tensors.has(site), hand) : [],
    },
  };
};

const values = (state: AlignState, one: string, other: string): void => {
  const [deployed, reference] = [state.deployed.of.get(one), state.reference.of.get(other)];
  if (!deployed || !reference || state.stands.has(deployed) || state.tensors.has(reference)) return;
  setTensors(state, { deployed, reference, by: 'values', strength: 'made' });
};

const openOf = (
  { sites }: SiteGraph,
  isPaired: (site: Site) => boolean,
  hand: Readonly<Record<string, string | null>>,
): string[] =>
  sites.filter((site) => isOp(site) && !isPaired(site) && hand[site.visible] !== null).map(({ visible }) => visible);

/** Of two runtimes, each may lay out what it computes in its own way. */
const withOrders = (pairs: LayerPair[], across: boolean, deployed: AlignSide, reference: AlignSide): LayerPair[] => {
  if (!across) return pairs;
  const [d, r] = [deployed, reference].map(({ list, tensors = {}, format = 'arrays' }) => {
    const shapes = Object.fromEntries(Object.entries(tensors).map(([id, { shape }]) => [id, shape]));
    return ordersOf(list.layers, shapes, format);
  });
  return pairs.map((pair) => ({
    ...pair,
    orders: { deployed: d?.get(pair.deployed), reference: r?.get(pair.reference) },
  }));
};

const pairsOf = (
  state: AlignState,
  hand: Readonly<Record<string, string | null>>,
  across: boolean,
  outputs: readonly [readonly string[], readonly string[]],
): LayerPair[] => {
  const tensors = [...state.tensors.values()].flatMap((pair) => layerPair(state, pair));
  const taken = new Set(tensors.map(({ reference }) => reference));
  const passages = (across ? outputPassages(state, outputs) : passagePairs(state)).filter(
    ({ reference }) => !taken.has(reference),
  );
  const ofOps = (one: string, other: string) => ({
    deployed: infoOf(state.deployed.passages, one)?.op ?? '',
    reference: infoOf(state.reference.passages, other)?.op ?? '',
  });
  const known = new Set(state.reference.constants.map(({ id }) => id));
  const constants = state.deployed.constants.filter(({ id }) => known.has(id));
  const all = [
    ...tensors,
    ...passages.map((pair) => ({ ...pair, ops: ofOps(pair.deployed, pair.reference) })),
    ...constants.map(({ id, op }) => ({
      ...{ deployed: id, reference: id, by: 'equal id', constant: true },
      ops: { deployed: op, reference: op },
    })),
  ].filter(({ deployed }) => hand[deployed] !== null);
  const order = new Map([...state.deployed.of.keys()].map((id, i) => [id, i]));
  return all.sort((a, b) => (order.get(a.deployed) ?? 0) - (order.get(b.deployed) ?? 0));
};

const infoOf = (passages: AlignState['deployed']['passages'], id: string): LayerInfo | undefined =>
  passages.find(({ info }) => info.id === id)?.info;

const layerPair = (state: AlignState, { deployed, reference, by, carrier }: TensorPair): LayerPair[] => {
  const id = carrier ?? deployed.visible;
  if (!isOp(reference)) {
    // An input is a layer only where the deployed graph puts it on a grid.
    if (!deployed.quantized) return [];
    const ops = { deployed: 'QuantizeLinear', reference: 'QuantizeLinear' };
    if (reference.quantized) return [{ deployed: id, reference: reference.visible, by, ops, ...behindGrid(reference) }];
    return [
      { deployed: id, reference: reference.id, by, input: true, ops: { deployed: 'QuantizeLinear', reference: '' } },
    ];
  }
  const stands = state.stands.get(deployed) ?? [];
  const missing = stands.length > 1 && state.ops.toReference.get(deployed) !== reference;
  return [
    {
      ...{ deployed: id, reference: reference.visible, by },
      ...behindGrid(reference),
      ops: { deployed: deployed.op, reference: reference.op },
      ...(missing ? { missing } : {}),
      ...(deployed.carriers.length > 1 && !missing ? { carries: deployed.carriers } : {}),
    },
  ];
};

/** The tensor that any deployed value can be fed as, whatever its grid. */
const behindGrid = ({ quantized, carriers, visible }: Site): { behindGrid?: string } => {
  const id = quantized ? carriers[carriers.indexOf(visible) + 1] : undefined;
  return id === undefined ? {} : { behindGrid: id };
};

const opPairs = (state: AlignState): OpPair[] =>
  [...state.ops.toReference].flatMap(([deployed, reference]) => {
    if (!deployed.info || !reference.info) return [];
    const shown = state.tensors.get(reference)?.deployed ?? deployed;
    return [{ deployed: deployed.info, reference: reference.info, shownBy: shown.visible }];
  });

/** For every paired deployed layer, the paired ones nearest before it. */
const pairedBefore = (state: AlignState, pairs: readonly LayerPair[]): Map<string, string[]> => {
  const paired = new Set(pairs.map(({ deployed }) => deployed));
  const before = new Map<string, string[]>();
  for (const { deployed } of pairs) {
    const site = state.deployed.of.get(deployed);
    if (!site) continue;
    const found = new Set<string>();
    const walk = new Set(site.id === deployed || site.carriers.includes(deployed) ? site.operands : [site]);
    for (const each of walk) {
      if (!isOp(each)) found.add(paired.has(each.visible) ? each.visible : each.id);
      else if (paired.has(each.visible)) found.add(each.visible);
      else for (const operand of each.operands) walk.add(operand);
    }
    before.set(deployed, [...found]);
  }
  return before;
};
