import { LUMA, lumaOf } from '../../../pixels/luma.ts';
import { type FittedLine, fitLine } from '../../fit/fitLine.ts';
import { correlation, orders } from './correlation.ts';
import { dependence } from './dependence.ts';
import { fitMixture } from './mixture.ts';
import { allLike, inOrder, type Relation } from './relation.ts';

/** Which of the image's channels a tensor's channels are. */
export interface ChannelOrder {
  kind: 'order' | 'gray' | 'mixture';
  /** Image channel per tensor channel where `order`. */
  order: number[];
  relation: Relation;
  /** Whether the image's channels are all alike, so that no order can be told. */
  ambiguous: boolean;
  /** Of what is left, in units of the image. */
  rms: number;
}

const imageGray = 0.9999;
const tensorGray = 0.99999;
/** A mixture must leave less than this share of what an order leaves, and that must be more than `least` u8 units. */
const better = 0.5;
/** Shares that differ by less are the same. */
const equal = 0.02;
const least = 1.5;

/**
 * @param tensor planes of the tensor's channels that were written
 * @param places which channels of the tensor these are
 * @param count channels of the tensor
 * @param image red, green and blue of the same pixels
 */
export const channelOrder = (
  tensor: readonly Float32Array[],
  places: readonly number[],
  count: number,
  image: readonly Float32Array[],
): ChannelOrder => {
  const [r, g, b] = image as [Float32Array, Float32Array, Float32Array];
  const ambiguous = correlation(r, g) > imageGray && correlation(g, b) > imageGray;
  if (ambiguous) {
    const order = [0, 1, 2, 0].slice(0, count);
    return {
      kind: count === 1 ? 'gray' : 'order',
      order,
      relation: inOrder(order),
      ambiguous,
      rms: rmsOf(tensor, order, image, places),
    };
  }
  const alike = tensor.every((plane) => correlation(tensor[0] as Float32Array, plane) > tensorGray);
  if (count === 1 || (tensor.length > 1 && alike)) return grayOrder(tensor, count, image);
  // Of a tensor that was filled in part, one channel may be all there is.
  if (tensor.length === 1 && isLuma(tensor[0] as Float32Array, image)) return grayOrder(tensor, count, image);
  const strengths = tensor.map((plane) =>
    image.map((other) => Math.max(dependence(other, plane), Math.abs(correlation(other, plane)))),
  );
  const used = Math.min(3, count);
  const score = (order: readonly number[]): number =>
    places.reduce((sum, place, i) => sum + (place < used ? (strengths[i]?.[order[place] as number] as number) : 0), 0);
  const order = orders(used).reduce((best, each) => (score(each) > score(best) + 1e-12 ? each : best));
  while (order.length < count) order.push(0);
  const rms = rmsOf(tensor, order, image, places);
  const mixtures = tensor.map((plane) => fitMixture(image, plane));
  const mixed = Math.sqrt(mean(mixtures.map(({ shares, rms }) => (rms / (sum(shares.map(Math.abs)) || 1)) ** 2)));
  if (tensor.length > 1 && count === 3 && rms > least && mixed < better * rms) {
    // White stays white: each row is scaled to a sum of 1, and the value map has the rest.
    const scaled = mixtures.map(({ shares }) => shares.map((share) => share / sum(shares)));
    const shares = scaled[0] as readonly number[];
    // Rounded channels are alike without being equal.
    if (scaled.every((row) => row.every((share, i) => Math.abs(share - (shares[i] as number)) < equal)))
      return grayOrder(tensor, count, image);
    const strength = (each: readonly number[]): number =>
      sum(scaled.map((row, i) => row[each[places[i] as number] as number] as number));
    const nearest = orders(3).reduce((best, each) => (strength(each) > strength(best) ? each : best));
    return {
      kind: 'mixture',
      order: nearest,
      relation: {
        mix: nearest.flatMap((from, c) => scaled[places.indexOf(c)] ?? [0, 1, 2].map((i) => (i === from ? 1 : 0))),
        offset: [0, 0, 0],
      },
      ambiguous,
      rms: mixed,
    };
  }
  return { kind: 'order', order, relation: inOrder(order), ambiguous, rms };
};

const lumaPlane = ([r, g, b]: readonly Float32Array[]): Float32Array =>
  (r as Float32Array).map((red, i) => lumaOf(red, g?.[i] as number, b?.[i] as number));

/** Whether a channel is luma rather than red, green or blue. */
const isLuma = (plane: Float32Array, image: readonly Float32Array[]): boolean => {
  const single = Math.min(...image.map((other) => fitLine(other, plane).rms));
  return single > least && fitLine(lumaPlane(image), plane).rms < better * single;
};

const grayOrder = (tensor: readonly Float32Array[], count: number, image: readonly Float32Array[]): ChannelOrder => {
  const plane = tensor[0] as Float32Array;
  const { rms } = fitLine(lumaPlane(image), plane);
  const { shares, rms: left } = fitMixture(image, plane);
  const free = left / Math.abs(sum(shares));
  const order = [0, 1, 2, 0].slice(0, count);
  if (rms > least && free < better * rms) {
    const scaled = shares.map((share) => share / sum(shares));
    return { kind: 'mixture', order, relation: allLike(scaled, count), ambiguous: false, rms: free };
  }
  return { kind: 'gray', order, relation: allLike(LUMA, count), ambiguous: false, rms };
};

const rmsOf = (
  tensor: readonly Float32Array[],
  order: readonly number[],
  image: readonly Float32Array[],
  places: readonly number[],
): number => {
  const lines: FittedLine[] = tensor.map((plane, i) =>
    fitLine(image[order[places[i] as number] as number] as Float32Array, plane),
  );
  return Math.sqrt(mean(lines.map(({ rms }) => rms * rms)));
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
