import type { Site, SiteGraph } from '../site.ts';
import { type AlignState, pairOps, setTensors } from '../state.ts';

/** Outputs of one name are one, whatever makes them; where only one is left on each side, that too. */
export const outputs = (state: AlignState, deployed: readonly string[], reference: readonly string[]): void => {
  const open = new Set(reference);
  const left: string[] = [];
  for (const id of deployed) {
    if (open.delete(id)) pair(state, id, id, 'output');
    else left.push(id);
  }
  const [one, other] = [left[0], [...open][0]];
  if (left.length === 1 && open.size === 1 && one !== undefined && other !== undefined)
    pair(state, one, other, 'the only output left');
};

const pair = (state: AlignState, one: string, other: string, by: string): void => {
  const [d, r] = [made(state.deployed, one), made(state.reference, other)];
  if (!d || !r) return;
  setTensors(state, { deployed: d, reference: r, by, strength: 'fixed' });
  if (d.makes === r.makes) pairOps(state, d, r, by);
};

/** The site whose value the output is, elements in the same place. */
const made = (graph: SiteGraph, id: string): Site | undefined => {
  const site = graph.of.get(id);
  return site?.carriers.includes(id) ? site : undefined;
};
