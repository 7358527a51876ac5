import type { Recipe } from '../../../recipe/recipe.ts';
import { single } from '../../../recipe/single.ts';
import type { FittedLine } from '../../fit/fitLine.ts';
import { linesApart } from '../../fit/linesApart.ts';
import { type KnownMap, knownMaps } from './knownMaps.ts';

/** A value map as a recipe says it, in the tensor's channel order. */
export type Values = Pick<Recipe, 'scale' | 'mean' | 'std'>;

/** u8 units that a fit may be off even without noise, and how much more with it. */
const [still, noisy, most] = [0.03, 0.4, 2];
/** Within this much more than the best, the least far-fetched map wins. */
const close = (rms: number): number => 0.02 + 0.25 * Math.min(rms, 4);

/**
 * The known map that is meant by fitted lines, else their numbers.
 *
 * @param lines of the tensor's channels; those without are taken from the others' map
 * @param order the image's channel in each of the tensor's
 * @param rms of what the lines leave, in u8 units
 */
export const nameValues = (
  lines: readonly (FittedLine | undefined)[],
  order: readonly number[],
  rms: number,
): Values => {
  const known = nearestKnown(lines, order, rms);
  if (known === undefined) return numbersOf(lines);
  const { map, channels } = known;
  const inTensor = (values: readonly number[]): number | readonly number[] => {
    return single(channels.map((c) => values[c] as number));
  };
  return { scale: map.scale, mean: inTensor(map.mean), std: inTensor(map.std) };
};

/** Whether fitted lines are a map that has a name. */
export const isKnown = (lines: readonly (FittedLine | undefined)[], order: readonly number[], rms: number): boolean =>
  nearestKnown(lines, order, rms) !== undefined;

const nearestKnown = (lines: readonly (FittedLine | undefined)[], order: readonly number[], rms: number) => {
  const tolerance = Math.min(most, still + noisy * rms);
  const scored = knownMaps.flatMap((map) =>
    [order, ...(isReversible(order) ? [lines.map((_, i) => Math.min(i, 2))] : [])].map((channels, at) => ({
      map,
      channels,
      cost: map.cost + at * 2,
      off: offBy(map, channels, lines),
    })),
  );
  const best = Math.min(...scored.map(({ off }) => off));
  if (!(best <= tolerance)) return undefined;
  return scored
    .filter(({ off }) => off <= Math.min(tolerance, best + close(rms)))
    .sort((a, b) => a.cost - b.cost || a.off - b.off)[0];
};

/** Whether numbers in RGB order would be others than those in the tensor's. */
const isReversible = (order: readonly number[]): boolean => order.some((c, i) => c !== i);

/** The largest distance at the levels 0 and 255, in u8 units. */
const offBy = (
  { scale, mean, std }: KnownMap,
  channels: readonly number[],
  lines: readonly (FittedLine | undefined)[],
): number => {
  let off = 0;
  lines.forEach((line, i) => {
    if (line === undefined) return;
    const c = channels[i] as number;
    const gain = scale / (std[c] as number);
    off = Math.max(off, linesApart(line, { gain, offset: -(mean[c] as number) / (std[c] as number) }));
  });
  return off;
};

/** The lines themselves, on pixels in 0..1. */
const numbersOf = (lines: readonly (FittedLine | undefined)[]): Values => {
  const known = lines.find((line) => line !== undefined && line.gain !== 0);
  const scale = 1 / 255;
  const std = lines.map((line) => rounded(scale / ((line?.gain || known?.gain) ?? scale)));
  const mean = lines.map((line, i) => rounded(-(line ?? known ?? { offset: 0 }).offset * (std[i] as number)));
  return { scale, mean: short(mean), std: short(std) };
};

const rounded = (value: number): number => Number(value.toPrecision(7));

const short = (values: readonly number[]) => single(values, 1e-5 * Math.abs(values[0] as number) + 1e-9);
