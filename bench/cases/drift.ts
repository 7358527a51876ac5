import { compareTraces, recordModel, type Trace } from '../../src/index.ts';
import { type Case, ms } from '../case.ts';
import { held } from '../held.ts';
import { inTurns } from '../measure.ts';
import { models, photo } from '../models.ts';

/** What comparing two traces costs whose layers are in memory, against reading their numbers once. */
export const drift: Case = {
  name: 'drift',
  what: 'comparing two captured traces by drift, against one pass of summing both',
  goals: [{ what: 'float, original', most: 3, unit: 'x' }],
  async run() {
    const images = { data: await photo(), shape: [1, 3, 224, 224] };
    const capture = async () => held(await recordModel(models.float, { images }, { capture: 'original' }));
    const [a, b] = [await capture(), await capture()];
    const { ratio, first, second } = await inTurns(
      () => compareTraces(a, b, { metrics: [] }),
      async () => (await sum(a)) + (await sum(b)),
      20,
    );
    return [{ value: ratio, detail: `${ms(first)} against ${ms(second)}` }];
  },
};

const sum = async (trace: Trace): Promise<number> => {
  let total = 0;
  for await (const { tensor } of trace.layers.read()) total += sumOf(tensor.data as Float32Array);
  return total;
};

const sumOf = (values: Float32Array): number => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] as number;
  return total;
};
