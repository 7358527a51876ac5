import type { Site } from '../site.ts';
import { type AlignState, setTensors } from '../state.ts';

/** What an input was fed with, without its values. */
export interface InputTensor {
  dtype: string;
  shape: readonly number[];
}

type InputTensors = Readonly<Record<string, InputTensor>>;

/**
 * Inputs of one name are one; where names differ, those that alone have their kind of values and their sides, in whatever
 * order; where only one is left on each side, that too.
 */
export const inputs = (state: AlignState, deployed: InputTensors = {}, reference: InputTensors = {}): void => {
  const open = new Map(state.reference.inputs);
  const left = new Map<string, Site>();
  for (const [id, site] of state.deployed.inputs) {
    const same = open.get(id);
    if (same) setTensors(state, { deployed: site, reference: same, by: 'input', strength: 'fixed' });
    else left.set(id, site);
    open.delete(id);
  }
  const [given, wanted] = [byTensor(left.keys(), deployed), byTensor(open.keys(), reference)];
  for (const [key, [id = '', ...more]] of given) {
    const [other = '', ...others] = wanted.get(key) ?? [];
    const [one, two] = [left.get(id), open.get(other)];
    if (more.length + others.length > 0 || !one || !two) continue;
    setTensors(state, { deployed: one, reference: two, by: 'the only input of its kind and shape', strength: 'fixed' });
    left.delete(id);
    open.delete(other);
  }
  const [one, other] = [[...left.values()][0], [...open.values()][0]];
  if (left.size === 1 && open.size === 1 && one && other)
    setTensors(state, { deployed: one, reference: other, by: 'the only input left', strength: 'fixed' });
};

/** Inputs by kind of values and sides, whatever the layout; those that nothing is known of are left out. */
const byTensor = (ids: Iterable<string>, tensors: InputTensors): Map<string, string[]> => {
  const found = new Map<string, string[]>();
  for (const id of ids) {
    const tensor = tensors[id];
    if (!tensor) continue;
    const kind = /^(b?float|double)/.test(tensor.dtype)
      ? 'numbers'
      : /^(u?int|bool)/.test(tensor.dtype)
        ? 'integers'
        : '';
    const key = `${kind}/${[...tensor.shape].sort((a, b) => a - b)}`;
    found.set(key, [...(found.get(key) ?? []), id]);
  }
  return found;
};
