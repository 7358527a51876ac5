import type { LayerInfo, LayerList } from '../../trace/trace.ts';
import type { Unpaired } from '../../verdicts/comparison.ts';
import type { Site, SiteGraph } from './site.ts';
import { type AlignState, isOp } from './state.ts';
import { mainWeights } from './weights.ts';

/** What one side needs to explain why a layer has no partner. */
interface Side {
  name: 'deployed' | 'reference';
  graph: SiteGraph;
  list: LayerList;
  /** Ids of this side that are paired. */
  paired: ReadonlySet<string>;
  isPaired(site: Site): boolean;
  partnerOf(site: Site): Site | undefined;
  outputs: ReadonlySet<string>;
  other: LayerList;
  otherIsFlat: boolean;
}

/** Every layer without a partner, with its reason. */
export const unpaired = (
  state: AlignState,
  lists: readonly [LayerList, LayerList],
  outputs: readonly [readonly string[], readonly string[]],
  pairs: readonly { deployed: string; reference: string }[],
): Unpaired[] => [
  ...ofSide({
    name: 'deployed',
    graph: state.deployed,
    list: lists[0],
    paired: new Set(pairs.map(({ deployed }) => deployed)),
    isPaired: (site) => state.stands.has(site),
    partnerOf: (site) => state.ops.toReference.get(site),
    outputs: new Set(outputs[0]),
    other: lists[1],
    otherIsFlat: state.reference.flat,
  }),
  ...ofSide({
    name: 'reference',
    graph: state.reference,
    list: lists[1],
    paired: new Set(pairs.map(({ reference }) => reference)),
    isPaired: (site) => state.tensors.has(site),
    partnerOf: (site) => state.ops.toDeployed.get(site),
    outputs: new Set(outputs[1]),
    other: lists[0],
    otherIsFlat: state.deployed.flat,
  }),
];

const ofSide = (side: Side): Unpaired[] => {
  const covered = coverage(side);
  const fixed = new Map<string, string>([
    ...side.graph.constants.map(({ id }) => [id, 'depends on no input value'] as const),
    ...side.graph.scales.map(({ id }) => [id, 'a scale that the run computes'] as const),
  ]);
  const unseen = new Map(side.other.unseen.map(({ id, reason }) => [id, reason]));
  return side.list.layers
    .filter(({ id }) => !side.paired.has(id) && !side.graph.inputs.has(id))
    .map((info) => ({ id: info.id, op: info.op, side: side.name, ...why(side, info, fixed, unseen, covered) }));
};

const why = (
  side: Side,
  info: LayerInfo,
  fixed: ReadonlyMap<string, string>,
  unseen: ReadonlyMap<string, string>,
  covered: (site: Site) => boolean,
): { reason: string; expected: boolean } => {
  const known = fixed.get(info.id);
  if (known !== undefined) return { reason: known, expected: true };
  const elsewhere = side.name === 'deployed' ? 'reference' : 'deployed model';
  const site = side.graph.of.get(info.id);
  const hidden = unseen.get(info.id);
  if (hidden !== undefined) return { reason: `not visible in the ${elsewhere}: ${hidden}`, expected: true };
  if (!site) return { reason: `the ${elsewhere} has no such layer`, expected: true };
  if (site.id !== info.id) {
    const expected = side.isPaired(site) || covered(site);
    return {
      reason: side.isPaired(site) ? `hands on ${site.visible}, which is compared` : `hands on ${site.id}`,
      expected,
    };
  }
  if (side.isPaired(site)) return { reason: `compared as ${site.visible}, which its readers get`, expected: true };
  const partner = side.partnerOf(site);
  if (covered(site)) {
    return partner
      ? { reason: `part of ${partner.visible} in the ${elsewhere}`, expected: true }
      : { reason: 'lies inside the piece that makes the next compared layer', expected: true };
  }
  const matters = side.outputs.has(info.id) || (mainWeights(site).length > 0 && !(side.graph.flat || side.otherIsFlat));
  return { reason: `no layer of the ${elsewhere} does the same`, expected: !matters };
};

/** Whether whatever reads a site's value ends in compared tensors, so that its faults can't go unseen. */
const coverage = (side: Side): ((site: Site) => boolean) => {
  const known = new Map<Site, boolean>();
  const sites = side.graph.sites;
  for (let i = sites.length; i-- > 0; ) {
    const site = sites[i] as Site;
    const reads = site.readers.filter(isOp);
    known.set(site, side.isPaired(site) || (reads.length > 0 && reads.every((reader) => known.get(reader) ?? false)));
  }
  return (site) => known.get(site) ?? false;
};
