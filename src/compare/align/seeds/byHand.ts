import { type AlignState, setTensors } from '../state.ts';

/** Pairs that the user gave. They win over every rule. */
export const byHand = (state: AlignState, pairs: Readonly<Record<string, string | null>>): void => {
  for (const [one, other] of Object.entries(pairs)) {
    const [d, r] = [state.deployed.of.get(one), other === null ? undefined : state.reference.of.get(other)];
    if (!d || !r) continue;
    const carrier = d.carriers.includes(one) && one !== d.visible ? { carrier: one } : {};
    setTensors(state, { deployed: d, reference: r, by: 'by hand', strength: 'fixed', ...carrier });
  }
};
