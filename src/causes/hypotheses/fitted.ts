import { scaled } from '../arranged.ts';
import type { Details, Values } from '../cause.ts';
import type { Fit, FitKind } from '../expected/expected.ts';
import type { View } from '../view.ts';
import type { Hypothesis } from './hypothesis.ts';

/** A hypothesis that chooses factors and offsets, and what its contract injects: those of the faulty layer. */
export const fitted = (
  name: string,
  kind: FitKind,
  describe: (fit: Fit, view: View) => Details,
  injected: (channel: number) => readonly [scale: number, offset: number],
): Hypothesis => ({
  name,
  onlyExact: true,
  *tries({ expected, values, view }) {
    const fit = expected.fit(values, view, kind);
    if (fit) yield { distance: fit.distance, details: describe(fit, view) };
  },
  inject: (values, view) => {
    const isPerChannel = kind.scales === 'channels' || kind.offsets === 'channels';
    if (isPerChannel && view.sides.channel < 2) return [];
    const pairs = Array.from({ length: view.sides.channel }, (_, channel) => injected(channel));
    return [{ values: faulty(values, view, pairs) }];
  },
});

const faulty = (values: Values, view: View, pairs: readonly (readonly [number, number])[]): Values =>
  scaled(
    values,
    view,
    pairs.map(([scale]) => scale),
    pairs.map(([, offset]) => offset),
  );

/** By how much the layer is too large: the inverse of what puts it right. */
export const factorOf = ({ scales }: Fit): number => 1 / (scales[0] as number);

/** The channel whose offset is the largest, and by how much it is too high. */
export const largestOffset = ({ offsets }: Fit): { channel: number; offset: number } => {
  let channel = 0;
  for (let c = 1; c < offsets.length; c++)
    if (Math.abs(offsets[c] as number) > Math.abs(offsets[channel] as number)) channel = c;
  return { channel, offset: -(offsets[channel] as number) };
};

/** The channel whose factor is furthest from 1, and how many times too large it is. */
export const oddestScale = ({ scales }: Fit): { channel: number; factor: number } => {
  const far = (scale: number) => Math.abs(Math.log(Math.abs(scale) || 1e-30));
  let channel = 0;
  for (let c = 1; c < scales.length; c++) if (far(scales[c] as number) > far(scales[channel] as number)) channel = c;
  return { channel, factor: 1 / (scales[channel] as number) };
};
