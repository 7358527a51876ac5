import type { Buffer, BufferFault } from '../buffer.ts';
import type { Declared } from '../declared.ts';
import { interleavedOf } from '../reading.ts';

/** The column where a picture's line ends and the next begins differs this much more from its neighbour than columns do. */
const distinct = 1.3;

/**
 * The picture begins later in the buffer: the seam between a line's end and the next one's start has moved from the first
 * column. Where whole lines are foreign, the seam between them and the picture shows how many.
 */
export const displaced: BufferFault = {
  name: 'displaced',
  early: false,
  undo: (values, declared) => {
    const { layout, channels, width } = declared;
    const back = (by: number, written: number, keys: Pick<Buffer, 'interleaved' | 'stored'>): Buffer => {
      const shifted = new Float32Array(values.length);
      shifted.set(values.subarray(by));
      return { values: shifted, written, memory: { kind: 'displaced', by }, ...keys };
    };
    const plain = [layout === 'NHWC', layout !== 'NHWC'].flatMap((interleaved) =>
      shifts(values, declared, interleaved && channels > 1).map((by) =>
        back(by, values.length - by, { interleaved, stored: channels }),
      ),
    );
    if (channels !== 3) return plain;
    // Four channels written where three belong: planes then hold every third element of one stream.
    const apart = layout === 'NCHW' ? channels : 1;
    const stream = layout === 'NCHW' ? interleavedOf(values, channels) : values;
    const height = Math.floor(stream.length / (4 * width));
    const four = shifts(stream, { ...declared, channels: 4, height }, true)
      .filter((by) => by % apart === 0)
      .map((by) => back(by / apart, values.length - by, { stored: 4 }));
    return [...plain, ...four];
  },
};

const shifts = (values: Float32Array, { channels, width, height }: Declared, interleaved: boolean): number[] => {
  const step = interleaved ? channels : 1;
  const row = width * step;
  const rows = interleaved ? height : height * channels;
  const seam = new Float64Array(row);
  for (let r = 1; r < rows; r++)
    for (let p = 0, i = r * row; p < row; p++, i++)
      (seam[p] as number) += Math.abs((values[i] as number) - (values[i - step] as number));
  // Each channel by its own contrast: a blue that hardly varies counts as much as the others, an opaque alpha as nothing.
  const least = 0.05 * median(seam) + 1e-12;
  for (let c = 0; c < step; c++) {
    const usual = Math.max(least, median(seam.filter((_, p) => p % step === c)));
    for (let p = c; p < row; p += step) (seam[p] as number) /= usual;
  }
  const phases = peaks(window(seam, step), 2);
  const found = new Set<number>();
  // Where some channel hardly differs at the seam, its neighbours look like it.
  const [seamAt] = phases;
  if (seamAt !== undefined && seamAt.at !== 0)
    for (let beside = 1 - step; beside < step; beside++) found.add(seamAt.at + beside);
  for (const { at: phase, height: top } of phases) {
    if (phase !== 0 && top < distinct * median(seam) * step) continue;
    const lines = new Float64Array(rows);
    for (let r = 1; r < rows; r++)
      for (let p = 0, i = r * row + phase; p < row && i < values.length; p++, i++)
        (lines[r] as number) += Math.abs((values[i] as number) - (values[i - row] as number));
    // With a foreign start of more than a line, the picture's first line is unlike the one before it.
    const first = interleaved ? peaks(lines, 2) : peaks(foldedBy(lines, height), 2);
    for (const line of [0, ...first.map((peak) => peak.at)]) {
      const by = line * row + phase;
      if (by > 0 && by < 0.6 * values.length) found.add(by);
    }
  }
  return [...found].filter((by) => by > 0);
};

/** The sum of `length` neighbours, around the end. */
const window = (values: Float64Array, length: number): Float64Array =>
  values.map((_, i) => {
    let sum = 0;
    for (let k = 0; k < length; k++) sum += values[(i + k) % values.length] as number;
    return sum;
  });

/** Planes follow one another: the seam between them shows once in each. */
const foldedBy = (values: Float64Array, period: number): Float64Array => {
  const sums = new Float64Array(period);
  for (let i = 0; i < values.length; i++) (sums[i % period] as number) += values[i] as number;
  return sums;
};

const peaks = (values: Float64Array, count: number): { at: number; height: number }[] =>
  Array.from(values, (height, at) => ({ at, height }))
    .sort((a, b) => b.height - a.height)
    .slice(0, count);

const median = (values: Float64Array): number => Float64Array.from(values).sort()[values.length >> 1] as number;
