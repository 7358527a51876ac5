import { isActivation } from './activations.ts';
import { behindFused, unfused } from './behindFused.ts';
import { foldsIntoGrid, isAnchorKind } from './kinds.ts';
import type { Site } from './site.ts';
import {
  type AlignState,
  isOp,
  leadsTo,
  pairOps,
  sameName,
  setTensors,
  type TensorPair,
  unsetTensors,
} from './state.ts';
import { computesAlike, mainWeights, weighty } from './weights.ts';

/**
 * Two paired ops make the same tensor, unless one of them does more than the other: a fused activation, a bias that is
 * an op of its own on the other side, a grid whose ends clip as the activation behind it does.
 */
export const pairResults = (state: AlignState, deployed: Site, reference: Site, by: string): boolean => {
  const [d, r] = behindFused(deployed, reference) ?? [clipped(deployed, reference), clipped(reference, deployed)];
  if (!d || !r || state.tensors.has(r) || state.stands.has(d)) return false;
  setTensors(state, { deployed: d, reference: r, by, strength: 'made' });
  return true;
};

/**
 * What a float op's tensor corresponds to where the other side is quantized: the activation behind it, which the
 * quantizer folded into the grid. Undefined where the grid clips but the activation is an op on both sides: that tensor
 * lies on the grid of the activation and is comparable with nothing.
 */
const clipped = (site: Site, other: Site): Site | undefined => {
  if (site.quantized && onlyActivation(site)) return undefined;
  if (!other.quantized || site.quantized) return site;
  const next = onlyActivation(site);
  if (!next) return site;
  return onlyActivation(other) ? undefined : next;
};

const onlyActivation = (site: Site): Site | undefined => {
  const [reader] = site.readers;
  return site.readers.length === 1 && reader && foldsIntoGrid(reader.kind) ? reader : undefined;
};

/**
 * Two tensors that paired ops read at the same place stand for the same value, whatever made them. Where that meets
 * another pair, consumers win over makers: an op that was added behind a tensor takes its place, and a tensor stands for
 * two where the deployed graph lacks the op between them.
 *
 * @param implied whether the operand is the only unknown: of two unknown ones, each graph may have scaled another.
 */
export const pairOperands = (
  state: AlignState,
  { deployed, reference, implied }: { deployed: Site; reference: Site; implied: boolean },
  by: string,
): boolean => {
  const old = state.tensors.get(reference);
  const others = state.stands.get(deployed) ?? [];
  if (old?.deployed === deployed) return alsoOps(state, deployed, reference, by);
  if (!isOp(reference) || !isOp(deployed)) {
    if (old || others.length > 0 || isOp(reference) !== isOp(deployed)) return false;
    setTensors(state, { deployed, reference, by, strength: 'read' });
    return true;
  }
  const pair: TensorPair = { deployed, reference, by, strength: 'read', ...carrierOf(deployed, reference) };
  const mayMove = implied || state.sharedNames;
  if (!mayMove && (old || others.length > 0 || deployed.kind !== reference.kind)) return false;
  if (old) {
    if (others.length > 0 || old.strength !== 'made' || !leadsTo(old.deployed, deployed)) return false;
    if (readElsewhere(state, old) || !isInserted(state, old, deployed)) return false;
    setTensors(state, pair);
    return true;
  }
  if (others.length === 0) {
    setTensors(state, pair);
    alsoOps(state, deployed, reference, by);
    return true;
  }
  if (others.length > 2 || others.some((other) => other.strength === 'fixed')) return false;
  const before = others.find((other) => leadsTo(other.reference, reference));
  if (!before) return false;
  if (!standsForBoth(state, before, reference)) unsetTensors(state, before.reference);
  setTensors(state, { ...pair, by: `${by}, with no ${reference.op} of its own` });
  return true;
};

/** Ops of one kind whose tensors are paired do the same work; so do those before an activation that one side fused. */
const alsoOps = (state: AlignState, deployed: Site, reference: Site, by: string): boolean => {
  const [d, r] = [beforeActivation(deployed, reference), beforeActivation(reference, deployed)];
  if (d.kind !== r.kind || d.operands.length !== r.operands.length) return false;
  // Without weights, an op that does more (a scaled product) is another op.
  return (unfused(d) === unfused(r) || mainWeights(d).length + mainWeights(r).length > 0) && pairOps(state, d, r, by);
};

const beforeActivation = (behind: Site, other: Site): Site => {
  const site = beforeFolded(behind, other);
  const [operand] = site.operands;
  if (!operand || !isActivation(site.kind) || operand.kind !== other.kind || operand.readers.length > 1) return site;
  return other.quantized || unfused(other) !== other.makes ? operand : site;
};

/** The convolution whose normalization, or whose bias, is an op of its own on this side and part of the weights on the other. */
const beforeFolded = (site: Site, other: Site): Site => {
  const [operand] = site.operands;
  const isPart = site.kind === 'batchnormalization' || (site.kind === 'add' && weighty(site).length > 0);
  const isOnly = site.operands.length === 1 && operand?.readers.length === 1;
  return isPart && isOnly && isAnchorKind(other.kind) && operand.kind === other.kind ? operand : site;
};

/** The op before really is on both sides, so that only the ops behind it are missing on the deployed one. */
const standsForBoth = (state: AlignState, before: TensorPair, reference: Site): boolean =>
  !before.deployed.quantized &&
  before.strength === 'made' &&
  computesAlike(before.deployed, before.reference) &&
  !state.ops.toDeployed.has(reference);

/** The op behind the old partner took the tensor's place: it carries the name, or it is one that changes a value in passing. */
const isInserted = (state: AlignState, old: TensorPair, deployed: Site): boolean => {
  if (sameName(deployed, old.reference)) return true;
  if (state.sharedNames && sameName(old.deployed, old.reference)) return false;
  let site = deployed;
  while (site !== old.deployed) {
    const [operand, ...more] = new Set(site.operands);
    if (!operand || more.length > 0) return false;
    site = operand;
  }
  return true;
};

const readElsewhere = (state: AlignState, { deployed, reference }: TensorPair): boolean =>
  reference.readers.some((reader) => {
    const partner = state.ops.toDeployed.get(reader);
    return partner?.operands.includes(deployed) && partner.kind === reader.kind && partner.makes === reader.makes;
  });

/** An Identity that kept the name of the op that was lost. */
const carrierOf = (deployed: Site, reference: Site): { carrier?: string } =>
  !deployed.quantized && deployed.id !== reference.id && deployed.carriers.includes(reference.id)
    ? { carrier: reference.id }
    : {};
