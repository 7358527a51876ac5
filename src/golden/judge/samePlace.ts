import type { GoldenLayer } from '../golden.ts';
import type { LayerPair } from './judgement.ts';

/** Both sides of a golden's judgement, with the pairs that names and values gave. */
export interface Sides {
  were: readonly GoldenLayer[];
  are: readonly GoldenLayer[];
  /** The golden's layer, by the layer of now. */
  partners: ReadonlyMap<GoldenLayer, GoldenLayer>;
}

/**
 * Pairs layers of other names and other values that stand in one place: they have one dtype and shape, read the same layers,
 * and are read by the same ones. A convolution whose activation was lost takes the place of the two that were one layer.
 */
export const samePlace = ({ were, are, partners }: Sides): LayerPair[] => {
  const taken = new Set(partners.values());
  const free = were.filter((layer) => !taken.has(layer));
  const names = new Map([...partners].map(([now, was]) => [now.id, was.id]));
  const left = are.filter((layer) => !partners.has(layer));
  return left.flatMap((now) => {
    const places = free.filter((was) => stands(was, now, { were, are, partners, names }));
    const rivals = left.filter((other) => places[0] && stands(places[0], other, { were, are, partners, names }));
    return places.length === 1 && rivals.length === 1
      ? [{ expected: places[0] as GoldenLayer, now, pairedBy: 'equal place' }]
      : [];
  });
};

const stands = (
  was: GoldenLayer,
  is: GoldenLayer,
  { were, are, partners, names }: Sides & { names: ReadonlyMap<string, string> },
): boolean => {
  if (was.dtype !== is.dtype || was.shape.join() !== is.shape.join() || is.inputs.length === 0) return false;
  if (is.inputs.map((id) => names.get(id) ?? id).join('\n') !== was.inputs.join('\n')) return false;
  const before = were.filter(({ inputs }) => inputs.includes(was.id));
  const after = are.filter(({ inputs }) => inputs.includes(is.id));
  return (
    after.length > 0 &&
    before.length === after.length &&
    after.every((reader) => {
      const partner = partners.get(reader);
      return partner !== undefined && partner.inputs.indexOf(was.id) === reader.inputs.indexOf(is.id);
    })
  );
};
