import { isAnchorKind, isCommutative } from '../kinds.ts';
import { pairOperands } from '../pairTensors.ts';
import type { Site } from '../site.ts';
import { type AlignState, partnersOf } from '../state.ts';

/** What paired ops read at the same place is the same value. */
export const operands = (state: AlignState): boolean => {
  let found = false;
  for (const [deployed, reference] of state.ops.toReference)
    for (const [d, r] of sameOperands(state, deployed, reference))
      if (pairOperands(state, d, r, `read by ${reference.op || reference.kind} ${reference.id}`)) found = true;
  return found;
};

const sameOperands = (state: AlignState, deployed: Site, reference: Site): [Site, Site][] => {
  const [d, r] = [deployed.operands, reference.operands];
  const [firstD, firstR] = [d[0], r[0]];
  if (!firstD || !firstR) return [];
  if (d.length !== r.length) return isAnchorKind(deployed.kind) && d.length + r.length === 3 ? [[firstD, firstR]] : [];
  if (d.length === 1) return [[firstD, firstR]];
  if (!isCommutative(deployed.kind)) return d.map((site, i) => [site, r[i] as Site]);
  return leftOver(state, d, r);
};

/** Of operands in any order: those left when the known ones are taken away, if that is one on each side. */
const leftOver = (state: AlignState, d: readonly Site[], r: readonly Site[]): [Site, Site][] => {
  const open = [...r];
  const rest = d.filter((site) => {
    const at = open.findIndex((other) => partnersOf(state, site).includes(other));
    if (at >= 0) open.splice(at, 1);
    return at < 0;
  });
  const [one, other] = [rest[0], open[0]];
  return rest.length === 1 && one && other ? [[one, other]] : [];
};
