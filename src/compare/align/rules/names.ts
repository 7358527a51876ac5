import { pairResults } from '../pairTensors.ts';
import type { Site } from '../site.ts';
import { type AlignState, isOp, namesOf, pairOps, setTensors } from '../state.ts';
import { sameScalars } from '../weights.ts';

/**
 * Equal names count where op and place agree: both are of one kind, and the paired tensors nearest before them are the
 * same. A fused op keeps the name of the last op in it: there the nearest tensors decide alone, and only where no layer
 * with another role could be meant.
 */
export const names = (state: AlignState): boolean => {
  const byName = new Map<string, Site | null>();
  for (const site of state.reference.sites)
    for (const name of namesOf(site)) byName.set(name, byName.has(name) && byName.get(name) !== site ? null : site);
  let found = false;
  for (const site of state.deployed.sites) {
    if (!isOp(site) || state.stands.has(site)) continue;
    const other = namesOf(site)
      .map((name) => byName.get(name))
      .find((each) => each);
    if (!other || !isOp(other) || state.tensors.has(other)) continue;
    if (state.ops.toReference.has(site) && state.ops.toReference.get(site) !== other && !fuses(site, other)) continue;
    if (!samePlace(state, site, other)) continue;
    if (site.kind === other.kind) {
      if (!sameScalars(site, other)) continue;
      pairOps(state, site, other, 'name and place');
      if (pairResults(state, site, other, 'name and place')) found = true;
    } else if (fuses(site, other)) {
      setTensors(state, { deployed: site, reference: other, by: 'name and place of a fused op', strength: 'made' });
      found = true;
    }
  }
  return found;
};

/** Kinds that fused ops end with, where the reference still has the parts. */
const ENDS: Record<string, RegExp> = {
  layernorm: /^(add|mul)$/,
  rmsnorm: /^mul$/,
  gelu: /^(mul|gelu)$/,
  gemm: /^(add|mul|div|relu|gemm)$/,
  conv: /^(batchnormalization|add|mul|clip|relu|sigmoid|tanh|leakyrelu|hardsigmoid|conv)$/,
  attention: /^(gemm|add|transpose)$/,
  multiheadattention: /^(gemm|transpose)$/,
  softmax: /^(softmax|add)$/,
  lstm: /^lstm$/,
  batchnormalization: /^conv$/,
};

const fuses = (one: Site, other: Site): boolean => {
  const ends = (a: Site, b: Site) => ENDS[a.kind.toLowerCase()]?.test(b.kind.toLowerCase()) ?? false;
  if (one.quantized || other.quantized) return false;
  // A plain convolution of the activation's name is the trap: only an op that says it is fused may stand for one.
  const isPlain = ({ kind, makes }: Site) => /^(conv|gemm)$/.test(kind) && !/\+(?!bias)/.test(makes);
  if (isPlain(one) && !/^(add|batchnormalization|mul)$/.test(other.kind)) return false;
  if (isPlain(other) && !/^(add|batchnormalization|mul)$/.test(one.kind)) return false;
  return ends(one, other) || ends(other, one);
};

/** Both are made out of the same paired tensors. */
const samePlace = (state: AlignState, site: Site, other: Site): boolean => {
  const d = nearestPaired(site, (each) => state.stands.has(each));
  const r = nearestPaired(other, (each) => state.tensors.has(each));
  if (!d || !r || d.size === 0) return false;
  const expected = [...r].map((each) => state.tensors.get(each)?.deployed);
  return expected.every((each) => each !== undefined && d.has(each)) && d.size === new Set(expected).size;
};

/** Paired sites on every way back from `site`; undefined where that is more than a block of a network. */
const nearestPaired = (site: Site, isPaired: (site: Site) => boolean): Set<Site> | undefined => {
  const found = new Set<Site>();
  const walk = new Set<Site>(site.operands);
  for (const each of walk) {
    if (isPaired(each)) found.add(each);
    else for (const operand of each.operands) walk.add(operand);
    if (walk.size > 64) return undefined;
  }
  return found;
};
