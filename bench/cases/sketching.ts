import { goldenTensor } from '../../src/golden/sketchTensor.ts';
import { recordModel, type Trace } from '../../src/index.ts';
import { sketch } from '../../src/sketch/sketch.ts';
import { type Case, ms } from '../case.ts';
import { held } from '../held.ts';
import { inTurns } from '../measure.ts';
import { models, photo } from '../models.ts';

/** What a sketch of every layer costs, against reading their numbers once. */
export const sketching: Case = {
  name: 'sketching',
  what: 'sketching all layers in memory, against one pass of summing them',
  goals: [
    { what: 'float, original: the sketches', most: 5, unit: 'x' },
    { what: 'float, original: sketches, statistics, samples and SHA-256', most: 10, unit: 'x' },
  ],
  async run() {
    const images = { data: await photo(), shape: [1, 3, 224, 224] };
    const trace = await held(await recordModel(models.float, { images }, { capture: 'original' }));
    const against = (work: (values: Float32Array, shape: readonly number[]) => unknown) =>
      inTurns(
        () => each(trace, work),
        () => each(trace, sumOf),
        20,
      );
    const sketches = await against((values) => sketch(values));
    const all = await against((data, shape) => goldenTensor('x', { dtype: 'float32', shape, data }));
    return [sketches, all].map(({ ratio, first, second }) => ({
      value: ratio,
      detail: `${ms(first)} against ${ms(second)}`,
    }));
  },
};

const each = async (trace: Trace, work: (values: Float32Array, shape: readonly number[]) => unknown): Promise<void> => {
  for await (const { tensor } of trace.layers.read()) work(tensor.data as Float32Array, tensor.shape);
};

const sumOf = (values: Float32Array): number => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] as number;
  return total;
};
