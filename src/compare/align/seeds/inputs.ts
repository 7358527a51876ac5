import type { Site } from '../site.ts';
import { type AlignState, setTensors } from '../state.ts';

/** Inputs of one name are one; where only one is left on each side, that too. */
export const inputs = (state: AlignState): boolean => {
  const open = new Map(state.reference.inputs);
  const left: Site[] = [];
  for (const [id, site] of state.deployed.inputs) {
    const same = open.get(id);
    if (same) setTensors(state, { deployed: site, reference: same, by: 'input', strength: 'fixed' });
    else left.push(site);
    open.delete(id);
  }
  const [one, other] = [left[0], [...open.values()][0]];
  if (left.length === 1 && open.size === 1 && one && other)
    setTensors(state, { deployed: one, reference: other, by: 'the only input left', strength: 'fixed' });
  return true;
};
