import { sketch, sketchSize } from '../../sketch/sketch.ts';
import type { Values } from '../cause.ts';
import type { View } from '../view.ts';
import { channelSketches } from './channelSketches.ts';
import { type Expected, type Fit, type FitKind, isHeld, unknownsOf } from './expected.ts';
import { dot, leastSquares } from './leastSquares.ts';

/** A sketch has 128 numbers: as many unknowns explain anything, and this many leave enough to be contradicted by. */
const MOST_UNKNOWNS = 112;

/** What is known of a layer by its sketch: `sketch` of the real values, bounds of the real values. */
interface KnownBySketch {
  sketch: Float64Array;
  min: number;
  max: number;
  mean?: number;
  rms?: number;
}

/**
 * A layer of which only the sketch is known. Sketches are linear, so that what a fault leaves once it is undone is the
 * difference of two sketches, and what a fit leaves is least squares on 128 numbers.
 */
export const expectedSketch = (known: KnownBySketch): Expected => ({
  ...known,
  distance: (values) => distanceOf(sketch(values), known.sketch),
  fit: (values, view, kind) => fitted(values, view, kind, known.sketch),
});

/** Estimates the squared norm of the difference of what two sketches are of. */
const distanceOf = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < sketchSize; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    sum += difference * difference;
  }
  return sum / sketchSize;
};

const fitted = (values: Values, view: View, kind: FitKind, target: Float64Array): Fit | undefined => {
  const unknowns = unknownsOf(kind, view);
  // A small tensor has as many numbers as it has values.
  const numbers = Math.min(sketchSize, values.length);
  if (unknowns > (MOST_UNKNOWNS * numbers) / sketchSize || !isHeld(kind, view)) return undefined;
  const whole = sketch(values);
  const scaleColumns = columnsOf(kind.scales, whole, () => channelSketches(values, view));
  const ones = kind.offsets === 'none' ? undefined : values.map(() => 1);
  const offsetColumns = ones ? columnsOf(kind.offsets, sketch(ones), () => channelSketches(ones, view)) : [];
  const fixed = kind.scales === 'none' ? target.map((sum, i) => sum - (whole[i] as number)) : target;
  const { coefficients, rest } = leastSquares([...scaleColumns, ...offsetColumns], fixed);
  const channels = view.sides.channel;
  const spread = (from: number, count: number, without: number) =>
    Float64Array.from({ length: channels }, (_, c) =>
      count === 0 ? without : (coefficients[from + (count === 1 ? 0 : c)] as number),
    );
  return {
    scales: spread(0, scaleColumns.length, 1),
    offsets: spread(scaleColumns.length, offsetColumns.length, 0),
    distance: dot(rest, rest) / sketchSize / (1 - unknowns / numbers),
  };
};

const columnsOf = (
  kind: FitKind['scales'],
  whole: Float64Array,
  channels: () => Float64Array[],
): readonly Float64Array[] => (kind === 'none' ? [] : kind === 'one' ? [whole] : channels());
