import type { Site, SiteGraph } from './site.ts';

/** How sure a pair of tensors is; a surer one is never given up for a less sure one. */
export type Strength = 'fixed' | 'read' | 'made';

/** Two tensors that stand for the same value. */
export interface TensorPair {
  deployed: Site;
  reference: Site;
  by: string;
  /** `fixed`: inputs, outputs, by hand. `read`: paired ops read them. `made`: paired ops make them. */
  strength: Strength;
  /** The tensor of the deployed site that is meant, where it is not the visible one. */
  carrier?: string;
}

/** What alignment knows so far. Rules add to it; nothing else does. */
export interface AlignState {
  deployed: SiteGraph;
  reference: SiteGraph;
  /** Ops that do the same work. */
  ops: { toReference: Map<Site, Site>; toDeployed: Map<Site, Site>; by: Map<Site, string> };
  /** By the reference's site: each has one partner. */
  tensors: Map<Site, TensorPair>;
  /** By the deployed site: one, or several where the deployed graph lacks ops of the reference. */
  stands: Map<Site, TensorPair[]>;
  /** Most layers have equal names: they come from one file, and names may decide between equals. */
  sharedNames: boolean;
}

export const alignState = (deployed: SiteGraph, reference: SiteGraph): AlignState => ({
  deployed,
  reference,
  ops: { toReference: new Map(), toDeployed: new Map(), by: new Map() },
  tensors: new Map(),
  stands: new Map(),
  sharedNames: shareNames(deployed, reference),
});

const shareNames = ({ sites }: SiteGraph, reference: SiteGraph): boolean => {
  const names = new Set(reference.sites.filter(isOp).flatMap(namesOf));
  const ops = sites.filter(isOp);
  const shared = ops.filter((site) => namesOf(site).some((name) => names.has(name))).length;
  return shared * 2 >= Math.min(ops.length, reference.sites.filter(isOp).length);
};

export const isOp = ({ kind }: Site): boolean => kind !== 'input';

export const namesOf = (site: Site): string[] => [site.id, ...site.aliases];

export const sameName = (a: Site, b: Site): boolean => namesOf(a).some((name) => namesOf(b).includes(name));

/** Says that two ops do the same work. False where one of them has a partner already. */
export const pairOps = (state: AlignState, deployed: Site, reference: Site, by: string): boolean => {
  const { toReference, toDeployed } = state.ops;
  if (toReference.has(deployed) || toDeployed.has(reference)) return false;
  if (!isOp(deployed) || !isOp(reference)) return false;
  toReference.set(deployed, reference);
  toDeployed.set(reference, deployed);
  state.ops.by.set(deployed, by);
  return true;
};

/** Sets a pair of tensors, whatever was there on the reference's side. */
export const setTensors = (state: AlignState, pair: TensorPair): void => {
  unsetTensors(state, pair.reference);
  state.tensors.set(pair.reference, pair);
  state.stands.set(pair.deployed, [...(state.stands.get(pair.deployed) ?? []), pair]);
};

export const unsetTensors = (state: AlignState, reference: Site): void => {
  const old = state.tensors.get(reference);
  if (!old) return;
  state.tensors.delete(reference);
  const rest = (state.stands.get(old.deployed) ?? []).filter((pair) => pair !== old);
  if (rest.length > 0) state.stands.set(old.deployed, rest);
  else state.stands.delete(old.deployed);
};

/** Reference sites that a deployed one stands for. */
export const partnersOf = (state: AlignState, deployed: Site): Site[] =>
  (state.stands.get(deployed) ?? []).map(({ reference }) => reference);

/** True where `older` is read, directly or through others, to make `newer`. */
export const leadsTo = (older: Site, newer: Site): boolean => {
  const seen = new Set<Site>([newer]);
  for (const site of seen) {
    if (site === older) return true;
    for (const operand of site.operands) if (operand.index >= older.index) seen.add(operand);
  }
  return false;
};
