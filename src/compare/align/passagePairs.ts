import { bareOp } from './kinds.ts';
import type { Passage } from './site.ts';
import { type AlignState, partnersOf } from './state.ts';

/**
 * Between runtimes, only passages that are the models' outputs: each runtime flattens in its own order, but what an app
 * reads has one that is right.
 */
export const outputPassages = (
  state: AlignState,
  [deployed, reference]: readonly [readonly string[], readonly string[]],
): { deployed: string; reference: string; by: string }[] => {
  const others = state.reference.passages.filter(({ info }) => reference.includes(info.id));
  return state.deployed.passages.flatMap(({ info, source }) => {
    if (!deployed.includes(info.id)) return [];
    const partners = partnersOf(state, source);
    const [other, ...more] = others.filter((each) => partners.includes(each.source));
    return other && more.length === 0 ? [{ deployed: info.id, reference: other.info.id, by: 'output' }] : [];
  });
};

/** Reshapes, transposes and the like that hand on paired tensors in the same way. */
export const passagePairs = (state: AlignState): { deployed: string; reference: string; by: string }[] => {
  const open = new Map<string, Passage[]>();
  for (const passage of state.reference.passages) {
    const key = `${passage.source.index}/${bareOp(passage.info.op)}`;
    open.set(key, [...(open.get(key) ?? []), passage]);
  }
  const groups = new Map<string, Passage[]>();
  for (const passage of state.deployed.passages) {
    for (const partner of partnersOf(state, passage.source)) {
      const key = `${partner.index}/${bareOp(passage.info.op)}`;
      if (open.has(key)) groups.set(key, [...(groups.get(key) ?? []), passage]);
    }
  }
  return [...groups].flatMap(([key, passages]) => {
    const others = open.get(key) as Passage[];
    const named = passages.flatMap(({ info }) => {
      const other = others.find((each) => each.info.id === info.id);
      return other ? [{ deployed: info.id, reference: other.info.id, by: 'name and place' }] : [];
    });
    const [one, other] = [passages[0], others[0]];
    if (named.length > 0 || passages.length > 1 || others.length > 1 || !one || !other) return named;
    return [{ deployed: one.info.id, reference: other.info.id, by: 'place' }];
  });
};
