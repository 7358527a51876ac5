import { originOf } from '../../runtimes/origin.ts';
import { realValues } from '../../tensor/realValues.ts';
import { elementCount, type Tensor } from '../../tensor/tensor.ts';
import type { Trace } from '../../trace/trace.ts';
import { pairInputs } from '../pairInputs.ts';

/** The strongest entry of an output: a class and its score. */
export interface TopOne {
  index: number;
  value: number;
}

/** What one of the model's outputs makes of a difference in preprocessing. */
export interface OutputEffect {
  output: string;
  /** Root mean square of fed minus recipe's over the range of the recipe's: the drift. */
  drift: number;
  /** Only where the output is a list of scores. */
  top1?: { fed: TopOne; recipe: TopOne };
}

/** Whether it matters: the model's outputs for what was fed, against those for what the recipe makes of the image. */
export interface Effect {
  outputs: OutputEffect[];
}

/** Enough for the outputs of the largest detectors; more would only take time. */
const MOST_VALUES = 5e7;

/**
 * Runs the deployed model on what the recipe makes and compares its outputs with those that were recorded. Undefined
 * where the trace came from a file, where the recipe's tensor is none that the model takes, and where the run would take
 * longer than there is time.
 *
 * @param input name of the input that holds the image
 * @param recipe's tensor, of the whole batch
 * @param item which of the batch is looked at
 * @param milliseconds there are
 */
export const effectOf = async (
  trace: Trace,
  input: string,
  recipe: Tensor,
  { item, milliseconds }: { item: number; milliseconds: number },
): Promise<Effect | undefined> => {
  const origin = originOf(trace);
  // The run cannot be stopped once it is begun, and opening the model takes about as long as a run.
  if (origin === undefined || 2 * origin.inference.milliseconds > milliseconds) return undefined;
  const { runtime, inference } = origin;
  try {
    const paired = pairInputs({ ...trace.inputs, [input]: recipe }, await runtime.signature(inference.model));
    if (paired.missing.length > 0) return undefined;
    const again = await runtime.infer(inference.model, paired.inputs, inference.sessionOptions);
    const outputs: OutputEffect[] = [];
    for (const [name, fed] of Object.entries(trace.outputs)) {
      const other = again.outputs[name];
      if (other !== undefined) outputs.push(...outputEffect(name, fed, other, item, batchOf(recipe)));
    }
    return outputs.length === 0 ? undefined : { outputs };
  } catch {
    // A model that does not take the recipe's tensor: then nothing can be said about its outputs.
    return undefined;
  }
};

const batchOf = ({ shape }: Tensor): number => (shape.length > 3 ? elementCount(shape.slice(0, -3)) : 1);

const outputEffect = (output: string, fed: Tensor, recipe: Tensor, item: number, batch: number): OutputEffect[] => {
  if (fed.dtype === 'string' || fed.shape.join() !== recipe.shape.join() || fed.data.length > MOST_VALUES) return [];
  const [a, b] = [itemOf(fed, item, batch), itemOf(recipe, item, batch)];
  if (a.length === 0) return [];
  const isScores = looksLikeScores(output, fed, a.length, b);
  return [{ output, drift: driftOf(a, b), ...(isScores && { top1: { fed: strongest(a), recipe: strongest(b) } }) }];
};

/** The values of one image, where the first side counts images. */
const itemOf = (tensor: Tensor, item: number, batch: number): Float32Array | Float64Array => {
  const values = realValues(tensor);
  if (tensor.shape[0] !== batch) return values;
  const size = values.length / batch;
  return values.subarray(item * size, (item + 1) * size);
};

/** One row of at least two numbers that is no embedding: those are of length 1, or called so. */
const looksLikeScores = (output: string, { shape }: Tensor, length: number, values: ArrayLike<number>): boolean => {
  const isRow = shape.length >= 2 && shape.filter((side) => side > 1).length <= 2 && shape.includes(length);
  if (!isRow || length < 2 || /embed|feature|hidden|pool/i.test(output)) return false;
  let squares = 0;
  for (let i = 0; i < length; i++) squares += (values[i] as number) ** 2;
  return Math.abs(squares - 1) > 1e-3;
};

const driftOf = (fed: ArrayLike<number>, recipe: ArrayLike<number>): number => {
  let [squares, low, high] = [0, Infinity, -Infinity];
  for (let i = 0; i < recipe.length; i++) {
    const [x, y] = [fed[i] as number, recipe[i] as number];
    if (y < low) low = y;
    if (y > high) high = y;
    if (x !== y && !Object.is(x, y)) squares += Number.isFinite(x - y) ? (x - y) ** 2 : Infinity;
  }
  const rms = Math.sqrt(squares / recipe.length);
  return rms / (high > low ? high - low : Math.max(1, Math.abs(low)));
};

const strongest = (values: ArrayLike<number>): TopOne => {
  let index = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[index] as number)) index = i;
  return { index, value: values[index] as number };
};
