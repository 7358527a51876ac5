import { isAnchorKind, isCommutative } from '../kinds.ts';
import { pairOperands } from '../pairTensors.ts';
import type { Site } from '../site.ts';
import { type AlignState, partnersOf } from '../state.ts';
import { mainWeights } from '../weights.ts';

/** What paired ops read at the same place is the same value. */
export const operands = (state: AlignState): boolean => {
  let found = false;
  for (const [deployed, reference] of state.ops.toReference)
    for (const [d, r] of sameOperands(state, deployed, reference)) {
      const implied = deployed.operands.length < 2 || othersPaired(state, deployed, d, reference, r);
      const by = `read by ${reference.op || reference.kind} ${reference.id}`;
      if (pairOperands(state, { deployed: d, reference: r, implied }, by)) found = true;
    }
  return found;
};

/** The ops make the same, and all they read but one operand is the same: so is that one. */
const othersPaired = (state: AlignState, deployed: Site, d: Site, reference: Site, r: Site): boolean => {
  if (isAnchorKind(deployed.kind) && mainWeights(deployed).length > 0) return true;
  const open = reference.operands.filter((site) => site !== r);
  return deployed.operands
    .filter((site) => site !== d)
    .every((site) => partnersOf(state, site).some((partner) => open.includes(partner)));
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
