import type { Values } from '../cause.ts';
import type { View } from '../view.ts';

/** Which factors and offsets a fit may choose. */
export interface FitKind {
  scales: 'none' | 'one' | 'channels';
  offsets: 'none' | 'one' | 'channels';
}

/** The factors and offsets, one a channel, that bring values nearest to the expected ones. */
export interface Fit {
  scales: Float64Array;
  offsets: Float64Array;
  /** Squared norm of what is left, corrected for what as many free numbers explain of anything. */
  distance: number;
}

/** What a layer should be, known as a whole or only by its sketch. */
export interface Expected {
  /** Of the expected values, exact. */
  min: number;
  max: number;
  /** Exact, where they are known. */
  mean?: number;
  rms?: number;
  /** Of the expected values, where the values themselves are not known. */
  sketch?: Float64Array;
  /** The values themselves, where somebody holds them. */
  values?: Values;
  /** Squared norm of what the values are off from the expected ones; estimated where only a sketch is known. */
  distance(values: Values): number;
  /** Undefined where as many free numbers would explain anything. */
  fit(values: Values, view: View, kind: FitKind): Fit | undefined;
}

/** How many numbers a fit is free to choose. */
export const unknownsOf = ({ scales, offsets }: FitKind, { sides }: View): number => {
  const count = { none: 0, one: 1, channels: sides.channel };
  return count[scales] + count[offsets];
};

/** Values that each free number of a fit must be held by. */
const VALUES_PER_UNKNOWN = 4;

/** False where there are too few values for what a fit is free to choose: it would explain anything. */
export const isHeld = (kind: FitKind, view: View): boolean => {
  const { batch, channel, row, column } = view.sides;
  const places = batch * row * column;
  if (kind.scales !== 'channels' && kind.offsets !== 'channels')
    return places * channel >= VALUES_PER_UNKNOWN * unknownsOf(kind, view);
  return channel > 1 && places / 2 >= VALUES_PER_UNKNOWN;
};
