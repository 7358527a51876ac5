import { createHash } from 'node:crypto';
import { addToSketch, sketchSize } from '../sketch/sketch.ts';
import { type DType, elementCount } from '../tensor/tensor.ts';

/** A constant's real values, read in ranges: a weight may be larger than memory should be. */
export interface ConstantView {
  /** As stored, before it was dequantized. */
  dtype: DType;
  shape: readonly number[];
  /** More than one scale. */
  perChannel?: boolean;
  /** Elements `from` to `to`, row-major, as float32; perhaps as they lie in the file: not to be written to. */
  read(from: number, to: number): Float32Array;
}

/** What identifies a constant operand, whatever its layout and quantization. */
export interface Fingerprint {
  role: 'weight' | 'bias' | 'constant';
  shape: readonly number[];
  hash: string;
  sketch: readonly number[];
  dtype: DType;
  perChannel?: boolean;
  scalar?: number;
  zero?: true;
}

/** Values in memory at once: a multiple of the sketch's block. */
const CHUNK = 1 << 20;

/** A constant's fingerprint for whatever role it has; its values are read once now, and once more for the sketch if asked. */
export const fingerprintOf = (view: ConstantView): ((role: Fingerprint['role']) => Fingerprint) => {
  const { dtype, shape, perChannel } = view;
  const hash = createHash('sha256');
  let zero = true;
  let first = 0;
  for (const [from, values] of chunks(view)) {
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    if (from === 0) first = values[0] as number;
    zero &&= values.every((value) => value === 0);
  }
  const facts = {
    shape,
    hash: hash.digest('hex').slice(0, 16),
    dtype,
    ...(perChannel === undefined ? {} : { perChannel }),
    ...(elementCount(shape) === 1 ? { scalar: first } : {}),
    ...(zero ? { zero } : {}),
  };
  let sketched: readonly number[] | undefined;
  return (role) => ({
    role,
    ...facts,
    get sketch() {
      sketched ??= sketchOf(view);
      return sketched;
    },
  });
};

const sketchOf = (view: ConstantView): number[] => {
  const sums = new Float64Array(sketchSize);
  for (const [from, values] of chunks(view)) addToSketch(sums, values, 'float32', from);
  return Array.from(sums);
};

function* chunks(view: ConstantView): Generator<[number, Float32Array]> {
  const count = elementCount(view.shape);
  for (let from = 0; from < count; from += CHUNK) yield [from, view.read(from, Math.min(count, from + CHUNK))];
}
