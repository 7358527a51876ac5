import type { Explained } from '../explain/explain.ts';
import { roundingOf } from '../values/quantumOf.ts';

/** Below this (u8 units), and below this share of the picture's spread, nothing else is looked for. */
const [good, alike] = [0.6, 0.05];

/** What is left beyond what rounding of the tensor's values leaves, in u8 units. */
export const leftOf = ({ best }: Explained): number => {
  const { lines, setup } = best;
  const roundings = setup.channels.map((c) => roundingOf(setup.steps[c] ?? 0, lines[c]?.gain ?? 0));
  const squares = roundings.reduce((sum, each) => sum + each * each, 0) / Math.max(1, roundings.length);
  return Math.sqrt(Math.max(0, best.rms ** 2 - squares));
};

/** Whether an explanation needs no other. */
export const isGood = (found: Explained): boolean =>
  leftOf(found) < good && found.best.unlike < Math.max(alike, 0.2 * roundedShare(found));

/** A coarse step makes a picture unlike itself. */
const roundedShare = ({ best: { setup, lines } }: Explained): number =>
  Math.max(
    0,
    ...setup.channels.map((c) => {
      const line = lines[c];
      return line === undefined || line.spread === 0
        ? 0
        : (5 * roundingOf(setup.steps[c] ?? 0, line.gain)) / line.spread;
    }),
  );
