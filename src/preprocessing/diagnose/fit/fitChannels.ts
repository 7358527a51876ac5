import { LUMA } from '../../pixels/luma.ts';
/** How a tensor's channels follow from a picture's, each by a straight line: `value = slope * pixel + offset`. */
export interface ChannelFit {
  /** What remains, in u8 units (root mean square over the channels that were seen). */
  rms: number;
  /** Which of the picture's channels each one follows: 0 red, 1 green, 2 blue, 3 luma. */
  order: number[];
  slope: number[];
  offset: number[];
  /** Channels that were seen; the others have the line of one that was. */
  seen: boolean[];
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
  for (let c = 0; c < channels; c++) {
    const sums = sumsOf(values, c, channels, pixels);
    lines.push([0, 1, 2, 3].map((source) => line(sums, source)));
  }
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
    seen: chosen.map((each) => each !== undefined),
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

/** Sums over the points at which one channel of the tensor and all of the picture's are known. */
interface Sums {
  count: number;
  x: Float64Array;
  /** Products of the picture's channels: rr, rg, rb, gg, gb, bb. */
  xx: Float64Array;
  xy: Float64Array;
  y: number;
  yy: number;
}

const sumsOf = (values: ArrayLike<number>, channel: number, channels: number, pixels: ArrayLike<number>): Sums => {
  let [count, r, g, b, rr, rg, rb, gg, gb, bb, ry, gy, by, y, yy] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = channel, at = 0; at < pixels.length; i += channels, at += 3) {
    const value = values[i] as number;
    const red = pixels[at] as number;
    // NaN - NaN is NaN, and so is Infinity - Infinity.
    if (value - value !== 0 || red - red !== 0) continue;
    const green = pixels[at + 1] as number;
    const blue = pixels[at + 2] as number;
    count++;
    r += red;
    g += green;
    b += blue;
    rr += red * red;
    rg += red * green;
    rb += red * blue;
    gg += green * green;
    gb += green * blue;
    bb += blue * blue;
    ry += red * value;
    gy += green * value;
    by += blue * value;
    y += value;
    yy += value * value;
  }
  return {
    count,
    x: Float64Array.of(r, g, b),
    xx: Float64Array.of(rr, rg, rb, gg, gb, bb),
    xy: Float64Array.of(ry, gy, by),
    y,
    yy,
  };
};

const SHARES = [[1, 0, 0], [0, 1, 0], [0, 0, 1], LUMA] as const;

/** Least squares of one channel of the tensor on one of the picture, or on its luma. */
const line = ({ count, x, xx, xy, y, yy }: Sums, source: number): Line | undefined => {
  if (count < FEWEST) return undefined;
  const [r, g, b] = SHARES[source] as readonly [number, number, number];
  const sum = (of: Float64Array): number => r * (of[0] as number) + g * (of[1] as number) + b * (of[2] as number);
  const [rr, rg, rb, gg, gb, bb] = xx as unknown as [number, number, number, number, number, number];
  const squares = r * r * rr + g * g * gg + b * b * bb + 2 * (r * g * rg + r * b * rb + g * b * gb);
  const [meanX, meanY] = [sum(x) / count, y / count];
  const varX = squares / count - meanX * meanX;
  const varY = yy / count - meanY * meanY;
  const cov = sum(xy) / count - meanX * meanY;
  const slope = cov / varX;
  const offset = meanY - slope * meanX;
  // Where the picture does not vary, any line does; a tensor that does not vary shows no picture.
  if (!(varX > 1e-6)) return { rms: varY > 1e-12 * yy ? Number.POSITIVE_INFINITY : 0, slope: 1, offset: meanY };
  if (!(varY > 0)) return { rms: Number.POSITIVE_INFINITY, slope: 0, offset };
  return { rms: Math.sqrt(Math.max(0, varY - (cov * cov) / varX)) / Math.abs(slope), slope, offset };
};
