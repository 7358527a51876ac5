import { throughLevels } from '../../simulate/colours.ts';
/** How a tensor's channels follow from an image's red, green and blue, before each channel's own gain and offset. */
export interface Relation {
  /** Of each channel of the tensor: the shares of red, green and blue, row by row. */
  mix: readonly number[];
  /** What is added to each. */
  offset: readonly number[];
  /** The new value of each of the 256 levels, linear between them; none where the levels stay. */
  tone?: Float32Array;
}

/** Channels of the image in the tensor's order. */
export const inOrder = (order: readonly number[]): Relation => ({
  mix: order.flatMap((from) => [0, 1, 2].map((c) => (c === from ? 1 : 0))),
  offset: order.map(() => 0),
});

/** The same mixture in each of so many channels. */
export const allLike = (shares: readonly number[], channels: number): Relation => ({
  mix: Array.from({ length: channels }, () => [...shares]).flat(),
  offset: new Array<number>(channels).fill(0),
});

/**
 * What a channel of the tensor would be, but for gain and offset.
 *
 * @param rgb interleaved
 */
export const related = ({ mix, offset, tone }: Relation, channel: number, rgb: ArrayLike<number>): Float32Array => {
  const count = rgb.length / 3;
  const [r, g, b] = [mix[3 * channel] as number, mix[3 * channel + 1] as number, mix[3 * channel + 2] as number];
  const plus = offset[channel] as number;
  const result = new Float32Array(count);
  for (let i = 0, at = 0; i < count; i++, at += 3)
    result[i] = r * (rgb[at] as number) + g * (rgb[at + 1] as number) + b * (rgb[at + 2] as number) + plus;
  return tone === undefined ? result : throughLevels(result, tone);
};
