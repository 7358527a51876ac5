import { addToSketch, sketchSize } from '../../sketch/sketch.ts';
import { eachLine, emptyLike } from '../arranged.ts';
import type { Values } from '../cause.ts';
import type { View } from '../view.ts';

/** Values that are sketched at most: every channel at every place. */
const MOST_VALUES = 2e8;

/** Their sketches take 512 bytes for each two channels: 50 MiB. */
const MOST_CHANNELS = 320;

/**
 * The sketch of channel `c` alone where channel `p` lies, from `(c * channels + p) * 128` on. Undefined where these are
 * too many, or there is no time.
 */
export const placedSketches = (values: Values, view: View, late: () => boolean): Float32Array | undefined => {
  const count = view.sides.channel;
  const lines = linesOf(view);
  const spans = (lines[0] ?? []).reduce((sum, { length, step }) => sum + (length - 1) * step + 1, 0);
  if (count > MOST_CHANNELS || count * count * spans > MOST_VALUES) return undefined;
  const placed = new Float32Array(count * count * sketchSize);
  const sums = new Float64Array(sketchSize);
  for (const [c, own] of lines.entries()) {
    if (late()) return undefined;
    const padded = own.map((line) => paddedLine(values, line));
    for (let p = 0; p < count; p++) {
      sums.fill(0);
      for (const [i, { start }] of own.entries()) padded[i]?.(start + (p - c) * view.steps.channel, sums);
      placed.set(sums, (c * count + p) * sketchSize);
    }
  }
  return placed;
};

interface Line {
  start: number;
  length: number;
  step: number;
}

const linesOf = (view: View): Line[][] => {
  const lines: Line[][] = Array.from({ length: view.sides.channel }, () => []);
  eachLine(view, (start, channel, length, step) => lines[channel]?.push({ start, length, step }));
  return lines;
};

/** Adds the sketch of a line that begins at an element. Blocks begin at multiples of 128: mostly the last padding still fits. */
const paddedLine = (values: Values, { start, length, step }: Line): ((at: number, sums: Float64Array) => void) => {
  const span = (length - 1) * step + 1;
  const padded = emptyLike(values, Math.ceil((span + sketchSize - 1) / sketchSize) * sketchSize);
  let last = -1;
  return (at, sums) => {
    const offset = at % sketchSize;
    if (offset !== last) {
      padded.fill(0);
      if (step === 1) padded.set(values.subarray(start, start + length), offset);
      else
        for (let i = 0, source = start, target = offset; i < length; i++, source += step, target += step)
          padded[target] = values[source] as number;
      last = offset;
    }
    addToSketch(sums, padded.subarray(0, Math.ceil((offset + span) / sketchSize) * sketchSize), 'int32', at - offset);
  };
};
