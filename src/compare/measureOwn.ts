import type { Piece, Replay } from '../runtimes/runtime.ts';
import type { Quantization, Tensor } from '../tensor/tensor.ts';
import type { Layer } from '../trace/trace.ts';
import { differingElements } from './measureDrift.ts';
import type { OwnMeasure } from './measured.ts';
import { moments } from './metrics/moments.ts';
import { drift, rms } from './metrics/normalizedRmse.ts';
import { isExact, type Layout, type RealLayer, realLayer, reordered } from './realLayer.ts';
import { type Where, whereOf } from './where.ts';

/** A deployed tensor under the reference's id. */
export interface Held {
  id: string;
  /** As the deployed trace holds it. */
  deployed: Layer;
  /** As the reference's graph takes it. */
  value: Tensor;
  /** Axes that bring the reference's order into the deployed one. */
  axes: readonly number[] | undefined;
  /** The reference's own grid. */
  quantization?: Quantization;
}

/** Deployed tensors in execution order; called again where they were not kept. */
export type HeldStream = () => AsyncIterable<Held>;

/**
 * Runs the reference's pieces on the deployed values and measures what each layer adds itself. Values are held from the
 * first piece that needs them to the last one, and pieces run together up to `maxBytes`.
 *
 * @param given values of model inputs, by the reference's names.
 * @param layout of the deployed tensors: where a difference sits is said in it.
 */
export const measureOwn = async (
  replay: Replay,
  pieces: readonly Piece[],
  held: HeldStream,
  given: ReadonlyMap<string, Tensor>,
  maxBytes: number,
  layout: Layout,
): Promise<Map<string, OwnMeasure & Where>> => {
  const found = new Map<string, OwnMeasure & Where>();
  const uses = usesOf(pieces);
  const live = new Map<string, Held>();
  const open = new Map(pieces.map((piece) => [piece.output, piece]));
  let ready: Piece[] = [];
  let bytes = 0;
  const run = async () => {
    const wanted = new Set(ready.flatMap(({ inputs }) => inputs));
    const values = new Map([...given].filter(([id]) => wanted.has(id)));
    for (const id of wanted) {
      const value = live.get(id)?.value;
      if (value) values.set(id, value);
    }
    const results = ready.length === 0 ? new Map<string, Tensor>() : await replay.run(ready, values);
    for (const piece of ready) {
      const [result, deployed] = [results.get(piece.output), live.get(piece.output)];
      if (result && deployed) found.set(piece.output, ownMeasure(piece, deployed, result, layout));
      for (const id of [piece.output, ...piece.inputs]) release(id);
    }
    ready = [];
    bytes = 0;
  };
  const release = (id: string) => {
    const left = (uses.get(id) ?? 1) - 1;
    uses.set(id, left);
    if (left === 0) live.delete(id);
  };
  const isThere = (id: string) => live.has(id) || given.has(id);
  for await (const each of held()) {
    if (!uses.has(each.id)) continue;
    live.set(each.id, each);
    bytes += 2 * bytesOf(each.value);
    for (const [output, piece] of open) {
      if (!isThere(output) || !piece.inputs.every(isThere)) continue;
      open.delete(output);
      ready.push(piece);
    }
    if (bytes > maxBytes) await run();
  }
  await run();
  return found;
};

const usesOf = (pieces: readonly Piece[]): Map<string, number> => {
  const uses = new Map<string, number>();
  for (const { output, inputs } of pieces) for (const id of [output, ...inputs]) uses.set(id, (uses.get(id) ?? 0) + 1);
  return uses;
};

const bytesOf = ({ data }: Tensor): number => (data as Uint8Array).byteLength ?? data.length * 16;

/** An own error from which on it is worth a pass to see where it sits. */
const NOTABLE = 1e-5;

/** What a piece of the reference makes of the deployed inputs, against what the deployed model made of them. */
const ownMeasure = (piece: Piece, held: Held, result: Tensor, layout: Layout): OwnMeasure & Where => {
  const { deployed } = held;
  const from = { piece: piece.nodes, pieceInputs: piece.inputs };
  if (isExact(deployed) || result.dtype === 'string') {
    const differing = differingElements(deployed.tensor, result);
    return { ...from, own: differing === 0 ? 0 : differing / Math.max(1, result.data.length), differing };
  }
  if (result.data.length !== deployed.tensor.data.length) return { ...from, own: Number.POSITIVE_INFINITY };
  const sides = bothSides(held, result);
  const sums = moments(sides.deployed, sides.expected);
  const own = drift(sums);
  return {
    ...from,
    own,
    ...(sums.nonFinite ? { nonFinite: sums.nonFinite } : {}),
    ...stepsOf(deployed, sides.deployed, sides.expected, rms(sums), sums),
    ...(own > NOTABLE ? whereOf(sides.deployed, sides.expected, deployed.tensor.shape, layout) : {}),
  };
};

/** Real values of a layer and of what a piece made in its place, both in the deployed order. */
export const bothSides = (
  { deployed, value, axes, quantization }: Held,
  result: Tensor,
): { deployed: RealLayer['values']; expected: RealLayer['values'] } => {
  const made: Layer = { ...deployed, tensor: result, ...(quantization ? { quantization } : {}) };
  if (!quantization) delete made.quantization;
  // A float reference was given the dequantized values: they need not be made again.
  const isGiven = deployed.quantization !== undefined && !quantization && !axes && value.dtype === 'float32';
  return {
    deployed: isGiven ? (value.data as Float32Array) : realLayer(deployed).values,
    expected: reordered(realLayer(made), axes).values,
  };
};

/** The own error of a quantized layer in its activation's scale, and how many of the levels the reference's values use. */
export const stepsOf = (
  { quantization, tensor, storedAs }: Layer,
  deployed: ArrayLike<number>,
  reference: ArrayLike<number>,
  error: number,
  { min, max }: { min: number; max: number },
): { steps?: number; levels?: number; stepsInRange?: number } => {
  if (quantization?.scale.length !== 1) return {};
  const scale = quantization.scale[0] as number;
  if (!(scale > 0)) return {};
  const [low, high] = rangeOfDtype(storedAs ?? tensor.dtype);
  const zero = quantization.zeroPoint[0] ?? 0;
  const steps = error / scale;
  const levels = max >= min ? (max - min) / ((high - low) * scale) : 0;
  const bounds = [(low - zero) * scale, (high - zero) * scale] as const;
  const clips = min < bounds[0] - scale || max > bounds[1] + scale;
  return { steps, levels, ...(clips ? { stepsInRange: clippedError(deployed, reference, bounds) / scale } : {}) };
};

const rangeOfDtype = (dtype: Tensor['dtype']): readonly [number, number] => {
  switch (dtype) {
    case 'int8':
      return [-128, 127];
    case 'uint16':
      return [0, 65535];
    case 'int16':
      return [-32768, 32767];
    case 'int4':
      return [-8, 7];
    case 'uint4':
      return [0, 15];
    default:
      return [0, 255];
  }
};

const clippedError = (
  deployed: ArrayLike<number>,
  reference: ArrayLike<number>,
  [low, high]: readonly [number, number],
): number => {
  let sum = 0;
  for (let i = 0; i < reference.length; i++) {
    const difference = (deployed[i] as number) - Math.min(high, Math.max(low, reference[i] as number));
    sum += difference * difference;
  }
  return Math.sqrt(sum / Math.max(1, reference.length));
};
