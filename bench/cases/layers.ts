import { InferenceSession, Tensor } from 'onnxruntime-node';
import { record } from '../../src/index.ts';
import { type Case, ms } from '../case.ts';
import { inTurns } from '../measure.ts';
import { models, photo } from '../models.ts';

/** What reading every layer costs, when the shadow session is there already. */
export const layers: Case = {
  name: 'layers',
  what: 'all layers, `deployed`, warm, against the plain run',
  goals: [
    { what: 'float', most: 4, unit: 'x' },
    { what: 'int8', most: 2.5, unit: 'x' },
  ],
  async run() {
    const feeds = { images: new Tensor('float32', await photo(), [1, 3, 224, 224]) };
    const figures = [];
    for (const model of [models.float, models.int8]) {
      const session = await InferenceSession.create(model);
      let count = 0;
      const readAll = async () => {
        const trace = await record(() => session.run(feeds));
        count = 0;
        for await (const _ of trace.layers.read()) count++;
      };
      const { ratio, first, second } = await inTurns(readAll, () => session.run(feeds), 40, 5);
      figures.push({ value: ratio, detail: `${ms(first)} for ${count} layers, against ${ms(second)}` });
    }
    return figures;
  },
};
