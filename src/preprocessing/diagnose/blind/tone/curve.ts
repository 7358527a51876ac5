import { type Bin, fitBins } from './bins.ts';
import { type ToneKind, tableOf } from './tone.ts';

/** Bins below which a curve would be a guess. */
const enough = 8;

/**
 * Any curve, common to all channels: the mean of what each says after its own gain and offset were taken away, straight
 * on beyond the levels that were seen, and scaled so that 0 and 255 stay.
 */
export const curve: ToneKind = {
  name: 'curve',
  freedom: 256,
  fit: (channels) => {
    if (channels.length === 0 || channels.some((bins) => bins.length < enough)) return undefined;
    const points = channels.flatMap((bins) => {
      const { gain, offset } = fitBins(bins);
      return gain === 0 ? [] : bins.map(({ x, y, count }) => ({ x, y: (y - offset) / gain, count }));
    });
    const joined = together(points);
    if (joined.length < enough || !isRising(joined)) return undefined;
    const straight = (level: number): number => along(joined, level);
    const [black, white] = [straight(0), straight(255)];
    if (Math.abs(white - black) < 1) return undefined;
    return { name: 'curve', table: tableOf((level) => ((straight(level) - black) * 255) / (white - black)) };
  },
};

/** A fall by more than this share of the range is no curve: levels have wrapped, or nothing follows from anything. */
const fall = 0.2;

const isRising = (points: readonly Bin[]): boolean => {
  let [least, most, deepest] = [Infinity, -Infinity, 0];
  for (const { y } of points) {
    if (y < least) least = y;
    if (y > most) most = y;
    if (most - y > deepest) deepest = most - y;
  }
  return deepest <= fall * (most - least);
};

/** Points of several channels at about the same level as one. */
const together = (points: readonly Bin[]): Bin[] => {
  const sorted = [...points].sort((a, b) => a.x - b.x);
  const result: Bin[] = [];
  for (const each of sorted) {
    const last = result.at(-1);
    if (last === undefined || each.x - last.x > 0.5) {
      result.push({ ...each });
      continue;
    }
    const count = last.count + each.count;
    last.x = (last.x * last.count + each.x * each.count) / count;
    last.y = (last.y * last.count + each.y * each.count) / count;
    last.count = count;
  }
  return result;
};

const along = (points: readonly Bin[], x: number): number => {
  let i = 1;
  while (i < points.length - 1 && x > (points[i] as Bin).x) i++;
  const [a, b] = [points[i - 1] as Bin, points[i] as Bin];
  return a.y + ((x - a.x) * (b.y - a.y)) / (b.x - a.x);
};
