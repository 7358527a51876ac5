import type { Fed } from '../../pipeline/fed.ts';
import type { Simulated } from '../../simulate/simulated.ts';
import type { Trial } from './tries.ts';

/** A tail of zeros shorter than this share is dark pixels. */
const SHORTEST_TAIL = 0.01;

/** The recipe with the tail of zeros that the tensor has, if it has one. */
export const fitTail = ({ given: { values } }: Trial, recipe: Fed): Fed[] => {
  let written = values.length;
  while (written > 0 && values[written - 1] === 0) written--;
  const isTail = values.length - written > SHORTEST_TAIL * values.length;
  return isTail ? [{ ...recipe, memory: { kind: 'unwritten-tail', written } }] : [];
};

/** The recipe with rows of another picture from where on the tensor is not the recipe's any more. */
export const fitStaleTail = (
  { given: { values } }: Trial,
  { values: wanted, fed }: Simulated,
  perPixel: number,
): Fed[] => {
  const length = values.length;
  if (wanted.length !== length) return [];
  const { abs } = Math;
  const far = (i: number): number => abs((values[i] as number) - (wanted[i] as number)) * perPixel;
  // A run of elements that all are far away begins what is foreign.
  let written = 0;
  for (let i = 0, run = 0; i < length; i++) {
    run = far(i) > NEAR ? run + 1 : 0;
    if (run === RUN) {
      written = i - RUN + 1;
      break;
    }
    if (i === length - 1) return [];
  }
  if (written < length / 50) return [];
  // The first foreign elements may happen to be near: what is near depends on how near the picture's own are.
  const sure = Math.floor(written * 0.8);
  let own = 0;
  for (let i = 0; i < sure; i++) own = Math.max(own, far(i));
  for (let i = sure; i < written; i++) if (far(i) > Math.max(0.05, own)) written = i;
  return [{ ...fed, memory: { kind: 'stale-tail', written } }];
};

/** u8 units within which decoders and kernels of a family differ. */
const NEAR = 16;
const RUN = 24;

/** Elements whose neighbours are compared, and how far a picture may have moved. */
const [CHUNK, FARTHEST] = [600, 9000];

/**
 * The recipe with its picture moved in memory, or with rows that are too long: found by where a piece of what the recipe
 * makes lies in the tensor. Differences of neighbours are compared, so that the value map plays no part.
 */
export const fitMoved = ({ given: { values } }: Trial, { values: wanted, fed, size }: Simulated): Fed[] => {
  if (wanted.length !== values.length || fed.memory !== undefined) return [];
  const found: Fed[] = [];
  const { width, height } = size;
  const channels = wanted.length / (width * height);
  const flat = changes(wanted, fed.layout === 'NCHW' ? 1 : channels);
  const moved = changes(values, fed.layout === 'NCHW' ? 1 : channels);
  const by = shiftOf(flat, moved, liveliest(flat, 0.2, 0.6), FARTHEST);
  if (by !== undefined && by !== 0) found.push({ ...fed, memory: { kind: 'displaced', by } });
  if (fed.reading !== undefined) return found;
  const [stream, strided] = [wanted, values].map((each) => changes(interleaved(each, fed, channels), channels)) as [
    Float32Array,
    Float32Array,
  ];
  const row = width * channels;
  const [early, late] = [liveliest(stream, 0.15, 0.3), liveliest(stream, 0.45, 0.6)];
  const shifts = [early, late].map((start) => shiftOf(stream, strided, start, (start / row) * MOST_EXTRA));
  const [first, second] = shifts as [number | undefined, number | undefined];
  if (first !== undefined && second !== undefined) {
    const extra = Math.round((second - first) / (Math.floor(late / row) - Math.floor(early / row)));
    if (extra !== 0) found.push({ ...fed, memory: { kind: 'row-stride', extra } });
  }
  return found;
};

/** Elements that a row may be too long. */
const MOST_EXTRA = 260;

const interleaved = (values: ArrayLike<number>, { layout }: Fed, channels: number): ArrayLike<number> => {
  if (layout === 'NHWC') return values;
  const pixels = values.length / channels;
  return Float32Array.from(
    { length: values.length },
    (_, q) => values[(q % channels) * pixels + Math.floor(q / channels)] as number,
  );
};

/** From each element to the next of its channel; 0 where one is no number. */
const changes = (values: ArrayLike<number>, step: number): Float32Array =>
  Float32Array.from({ length: values.length - step }, (_, i) => {
    const change = (values[i + step] as number) - (values[i] as number);
    return change - change === 0 ? change : 0;
  });

/** Where a chunk with most going on begins, between two shares of the length. */
const liveliest = (signal: Float32Array, from: number, to: number): number => {
  let [best, most] = [0, -1];
  const last = signal.length - CHUNK;
  for (let start = Math.floor(from * last); start <= to * last; start += CHUNK / 2) {
    let energy = 0;
    for (let i = start; i < start + CHUNK; i++) energy += (signal[i] as number) ** 2;
    if (energy > most) [best, most] = [start, energy];
  }
  return best;
};

/** By how much a chunk has moved, where it is found again. */
const shiftOf = (signal: Float32Array, moved: Float32Array, start: number, farthest: number): number | undefined => {
  const reach = Math.ceil(farthest);
  let [best, likeness] = [0, 0];
  let own = 0;
  for (let i = start; i < start + CHUNK; i++) own += (signal[i] as number) ** 2;
  const from = Math.max(0, start - reach);
  const to = Math.min(moved.length - CHUNK, start + reach);
  for (let at = from; at <= to; at++) {
    let [both, other] = [0, 0];
    for (let i = 0; i < CHUNK; i++) {
      const value = moved[at + i] as number;
      both += (signal[start + i] as number) * value;
      other += value * value;
    }
    const like = other > 0 ? both / Math.sqrt(own * other) : 0;
    if (like > likeness) [best, likeness] = [at - start, like];
  }
  return likeness > 0.75 ? best : undefined;
};
