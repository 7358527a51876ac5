import { type Bin, binned, fitBins } from './bins.ts';
import { toneKinds } from './index.ts';
import type { Tone } from './tone.ts';

const levels = 256;

/** Off a straight line by this many u8 units, and by this share of all that is left, levels are bent. */
const bent = 1.2;
const share = 0.35;
/** Off by less than this (u8 units), no other kind is looked for. */
const still = 0.1;
/** A curve must take away this much of it, and another kind with more freedom this much again. */
const taken = 0.45;

/**
 * Whether and how levels were bent: for each channel, the image's levels and the tensor's values at the same pixels.
 *
 * @param rounding what rounding of the tensor's values leaves, in u8 units
 */
export const fitTone = (
  pairs: readonly { x: Float32Array; y: Float32Array; left: number; use?: Uint8Array }[],
  rounding = 0,
): { tone: Tone; off: number; straight: number } | undefined => {
  const channels = pairs.map(({ x, y, use }) => binned(x, y, levels, use)).filter((bins) => bins.length > 3);
  if (channels.length === 0) return undefined;
  const straight = offOf(channels, (x) => x);
  const left = pairs.reduce((sum, each) => sum + each.left, 0) / pairs.length;
  if (straight < Math.max(bent, rounding) || straight < share * left) return undefined;
  let best: { tone: Tone; off: number; freedom: number } | undefined;
  for (const kind of toneKinds) {
    // A free curve follows every roughness: it is only asked for where no other is near.
    if (best !== undefined && kind.freedom > 1 && best.off < Math.max(still, rounding)) break;
    const tone = kind.fit(channels);
    if (tone === undefined) continue;
    const off = offOf(channels, (x) => lookUp(tone.table, x));
    const share = best !== undefined && kind.freedom <= 1 && best.freedom <= 1 ? 1.1 : taken;
    if (off < share * (best?.off ?? straight)) best = { tone, off, freedom: kind.freedom };
  }
  return best && { ...best, straight };
};

const offOf = (channels: readonly (readonly Bin[])[], curve: (x: number) => number): number =>
  channels.reduce((sum, bins) => sum + fitBins(bins, curve).off, 0) / channels.length;

const lookUp = (table: Float32Array, x: number): number => {
  const low = Math.max(0, Math.min(254, Math.trunc(x)));
  const from = table[low] as number;
  return from + (x - low) * ((table[low + 1] as number) - from);
};
