/** How a tensor's channels follow from a picture's, each by a straight line: `value = slope * pixel + offset`. */
export interface ChannelFit {
  /** What remains, in u8 units (root mean square over the channels that were seen). */
  rms: number;
  /** Which of the picture's channels each one follows: 0 red, 1 green, 2 blue, 3 luma. */
  order: number[];
  slope: number[];
  offset: number[];
  /** Orders that fit as well as this one. */
  others: number[][];
}

const ORDERS: readonly (readonly number[])[] = [
  [0, 1, 2],
  [2, 1, 0],
  [1, 2, 0],
  [2, 0, 1],
  [0, 2, 1],
  [1, 0, 2],
];

/** Fewer points than this say nothing of a channel. */
const FEWEST = 32;

interface Line {
  rms: number;
  slope: number;
  offset: number;
}

/**
 * The best order of channels and the best line for each, whatever the value map: what is left is due to the pixels.
 *
 * @param values of the tensor, interleaved; NaN is skipped
 * @param pixels RGB, interleaved, as many; NaN is skipped
 */
export const fitChannels = (values: ArrayLike<number>, pixels: ArrayLike<number>): ChannelFit => {
  const channels = Math.round((values.length * 3) / pixels.length);
  const lines: (Line | undefined)[][] = [];
  for (let c = 0; c < channels; c++)
    lines.push([0, 1, 2, 3].map((source) => line(values, c, channels, pixels, source)));
  const orders = channels === 1 ? [[3], [0], [1], [2]] : [...ORDERS, [3, 3, 3]];
  const ranked = orders.map((order) => ({ order, rms: together(order.map((s, c) => lines[c]?.[s])) }));
  // The first of the list among equals: RGB before the others.
  let best = ranked[0] as (typeof ranked)[number];
  for (const each of ranked) if (each.rms < best.rms * 0.98 - 1e-4) best = each;
  const chosen = best.order.map((source, c) => lines[c]?.[source]);
  const seen = chosen.find((each) => each !== undefined);
  return {
    rms: best.rms,
    order: [...best.order],
    slope: chosen.map((each) => (each ?? seen)?.slope ?? Number.NaN),
    offset: chosen.map((each) => (each ?? seen)?.offset ?? Number.NaN),
    others: ranked
      .filter(({ order, rms }) => order !== best.order && rms <= best.rms * 1.02 + 0.02)
      .map(({ order }) => [...order]),
  };
};

const together = (lines: readonly (Line | undefined)[]): number => {
  const seen = lines.filter((each) => each !== undefined);
  if (seen.length === 0) return Number.POSITIVE_INFINITY;
  return Math.sqrt(seen.reduce((sum, { rms }) => sum + rms * rms, 0) / seen.length);
};

/** Least squares of one channel of the tensor on one of the picture. */
const line = (
  values: ArrayLike<number>,
  channel: number,
  channels: number,
  pixels: ArrayLike<number>,
  source: number,
): Line | undefined => {
  let [count, sumX, sumY, sumXX, sumXY, sumYY] = [0, 0, 0, 0, 0, 0];
  const points = pixels.length / 3;
  for (let i = 0; i < points; i++) {
    const y = values[i * channels + channel] as number;
    const at = i * 3;
    const x =
      source === 3
        ? 0.299 * (pixels[at] as number) + 0.587 * (pixels[at + 1] as number) + 0.114 * (pixels[at + 2] as number)
        : (pixels[at + source] as number);
    // NaN - NaN is NaN, and so is Infinity - Infinity.
    if (x - x !== 0 || y - y !== 0) continue;
    count++;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
    sumYY += y * y;
  }
  if (count < FEWEST) return undefined;
  const varX = sumXX / count - (sumX / count) ** 2;
  const varY = sumYY / count - (sumY / count) ** 2;
  const cov = sumXY / count - (sumX / count) * (sumY / count);
  const slope = cov / varX;
  const offset = (sumY - slope * sumX) / count;
  // Where the picture does not vary, any line does; a tensor that does not vary shows no picture.
  if (!(varX > 1e-6))
    return { rms: varY > 1e-12 * sumYY ? Number.POSITIVE_INFINITY : 0, slope: 1, offset: sumY / count };
  if (!(varY > 0)) return { rms: Number.POSITIVE_INFINITY, slope: 0, offset };
  return { rms: Math.sqrt(Math.max(0, varY - (cov * cov) / varX)) / Math.abs(slope), slope, offset };
};
