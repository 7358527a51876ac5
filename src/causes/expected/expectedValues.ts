import { statistics } from '../../tensor/statistics.ts';
import { eachLine, scaled } from '../arranged.ts';
import type { Values } from '../cause.ts';
import { spatial, type View } from '../view.ts';
import { type Expected, type FitKind, isHeld } from './expected.ts';

/** A layer whose expected values are at hand: everything is exact. */
export const expectedValues = (values: Values): Expected => {
  const { min, max, mean, rms } = statistics(values);
  const distance = (given: Values): number => squaredDistance(given, values);
  return {
    min,
    max,
    mean,
    rms,
    values,
    distance,
    fit: (given, view, kind) => {
      if (!isHeld(kind, view)) return undefined;
      const { scales, offsets } = fitted(momentsOf(given, values, view), kind);
      return { scales, offsets, distance: distance(scaled(given, view, scales, offsets)) };
    },
  };
};

/** Sum of squared differences. */
export const squaredDistance = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < b.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    sum += difference * difference;
  }
  return sum;
};

/** Per channel: means of both sides, and sums of squares and products around them. */
interface ChannelMoments {
  count: number;
  meanX: Float64Array;
  meanY: Float64Array;
  xx: Float64Array;
  xy: Float64Array;
}

const momentsOf = (x: Values, y: Values, view: View): ChannelMoments => {
  const channels = view.sides.channel;
  const count = view.sides.batch * spatial(view);
  const [meanX, meanY, xx, xy] = [0, 0, 0, 0].map(() => new Float64Array(channels)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  eachLine(view, (start, channel, length, step) => {
    let [sumX, sumY] = [0, 0];
    for (let i = 0, at = start; i < length; i++, at += step) {
      sumX += x[at] as number;
      sumY += y[at] as number;
    }
    meanX[channel] = (meanX[channel] as number) + sumX / count;
    meanY[channel] = (meanY[channel] as number) + sumY / count;
  });
  // Around the means: differences of large sums would lose small faults.
  eachLine(view, (start, channel, length, step) => {
    const [mx, my] = [meanX[channel] as number, meanY[channel] as number];
    let [sumXX, sumXY] = [0, 0];
    for (let i = 0, at = start; i < length; i++, at += step) {
      const dx = (x[at] as number) - mx;
      sumXX += dx * dx;
      sumXY += dx * ((y[at] as number) - my);
    }
    xx[channel] = (xx[channel] as number) + sumXX;
    xy[channel] = (xy[channel] as number) + sumXY;
  });
  return { count, meanX, meanY, xx, xy };
};

const sum = (list: Float64Array): number => list.reduce((a, b) => a + b, 0);

/** Least squares in closed form: an offset, where one is free, is what the means leave. */
const fitted = (
  { count, meanX, meanY, xx, xy }: ChannelMoments,
  { scales, offsets }: FitKind,
): { scales: Float64Array; offsets: Float64Array } => {
  const [allX, allY] = [sum(meanX) / meanX.length, sum(meanY) / meanY.length];
  const center = (means: Float64Array, all: number) =>
    offsets === 'channels' ? means : offsets === 'one' ? new Float64Array(means.length).fill(all) : means.map(() => 0);
  const [centerX, centerY] = [center(meanX, allX), center(meanY, allY)];
  // From around the channels' means to around the centres.
  const aroundXX = xx.map((v, c) => v + count * ((meanX[c] as number) - (centerX[c] as number)) ** 2);
  const aroundXY = xy.map(
    (v, c) =>
      v + count * ((meanX[c] as number) - (centerX[c] as number)) * ((meanY[c] as number) - (centerY[c] as number)),
  );
  const ratio = (a: number, b: number) => (b === 0 ? 1 : a / b);
  const factors =
    scales === 'channels'
      ? aroundXY.map((v, c) => ratio(v, aroundXX[c] as number))
      : new Float64Array(meanX.length).fill(scales === 'one' ? ratio(sum(aroundXY), sum(aroundXX)) : 1);
  return {
    scales: factors,
    offsets:
      offsets === 'none'
        ? new Float64Array(meanX.length)
        : centerY.map((v, c) => v - (factors[c] as number) * (centerX[c] as number)),
  };
};
