import type { Pixels } from '../../../pixels/pixels.ts';
import { fitLine } from '../../fit/fitLine.ts';
import type { Window } from '../picture/planes.ts';
import { fitTone } from '../tone/fitTone.ts';
import type { Tone } from '../tone/tone.ts';
import { type ChannelOrder, channelOrder } from '../values/channelOrder.ts';
import { roundingOf } from '../values/quantumOf.ts';
import { inOrder, type Relation, related } from '../values/relation.ts';
import { cutPlane } from './exact.ts';
import type { Setup } from './setup.ts';

/** How the tensor's channels follow from the image's. */
export interface Related {
  channels: ChannelOrder;
  tone: Tone | undefined;
  /** Of what is left, in u8 units. */
  rms: number;
}

export const relationOf = ({ channels, tone }: Related): Relation =>
  tone === undefined ? channels.relation : { ...channels.relation, tone: tone.table };

/** What rounding leaves may be this much more than expected. */
const quantized = 1.25;
/** A curve must leave less than this share of what a straight line leaves, a mixture this share of what a curve leaves. */
const [curved, mixed] = [0.75, 0.6];

/**
 * How a tensor's channels follow from a picture of the same pixels: by an order of the channels, a curve on top, or a
 * mixture of them; the simplest that explains it.
 *
 * @param tensor planes of the tensor's channels in `places`
 * @param rgb interleaved
 * @param steps of the tensor's channels, where they are quantized
 */
export const relatePixels = (
  tensor: readonly Float32Array[],
  places: readonly number[],
  count: number,
  rgb: ArrayLike<number>,
  steps: readonly number[] = [],
): Related => {
  const planes = [0, 1, 2].map((c) => related(inOrder([0, 1, 2]), c, rgb));
  const found = channelOrder(tensor, places, count, planes);
  const plain: ChannelOrder = found.kind === 'mixture' ? asOrder(found, places, tensor, planes) : found;
  const pairs = tensor.map((y, i) => {
    const x = related(plain.relation, places[i] as number, rgb);
    return { x, y, left: fitLine(x, y).rms };
  });
  const straight = meanOf(pairs.map(({ left }) => left));
  const rounding = meanOf(pairs.map(({ x, y }, i) => roundingOf(steps[places[i] as number] ?? 0, fitLine(x, y).gain)));
  if (straight < quantized * rounding) return { channels: plain, tone: undefined, rms: straight };
  const tone = fitTone(pairs, quantized * rounding)?.tone;
  let best: Related = { channels: plain, tone: undefined, rms: straight };
  if (tone !== undefined) {
    const bent = { ...plain.relation, tone: tone.table };
    const rms = meanOf(
      tensor.map((y, i) => {
        const x = related(bent, places[i] as number, rgb);
        return fitLine(x, y).rms * scaleOf(pairs[i]?.x as Float32Array, x);
      }),
    );
    if (rms < curved * straight) best = { channels: plain, tone, rms };
  }
  return found.kind === 'mixture' && found.rms < mixed * best.rms
    ? { channels: found, tone: undefined, rms: found.rms }
    : best;
};

/** The same for the window of a setup and what was rendered for it. */
export const refit = (setup: Setup, rendered: Pixels, window: Window): Related =>
  relatePixels(
    setup.channels.map((c) => cutPlane(setup, c, window)),
    setup.channels,
    setup.picture.channels,
    rendered.data,
    setup.steps,
  );

const asOrder = (
  found: ChannelOrder,
  places: readonly number[],
  tensor: readonly Float32Array[],
  planes: readonly Float32Array[],
): ChannelOrder => {
  const lines = tensor.map((y, i) => fitLine(planes[found.order[places[i] as number] as number] as Float32Array, y));
  const rms = meanOf(lines.map((line) => line.rms));
  return { ...found, kind: 'order', relation: inOrder(found.order), rms };
};

/** What a difference after a curve is before it, on average. */
const scaleOf = (before: Float32Array, after: Float32Array): number => {
  const line = fitLine(before, after);
  return line.gain === 0 ? 1 : 1 / Math.abs(line.gain);
};

const meanOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
