import { InferenceSession, Tensor } from 'onnxruntime-node';
import { record } from '../../src/index.ts';
import { type Case, ms } from '../case.ts';
import { inTurns } from '../measure.ts';
import { models, photo } from '../models.ts';

/** What `record` costs an app whose layers nobody reads. */
export const recording: Case = {
  name: 'recording',
  what: '`record` without reading layers, against the plain call',
  goals: [
    { what: 'float', most: 1.05, unit: 'x' },
    { what: 'int8', most: 1.05, unit: 'x' },
  ],
  async run() {
    const feeds = { images: new Tensor('float32', await photo(), [1, 3, 224, 224]) };
    const figures = [];
    for (const model of [models.float, models.int8]) {
      const session = await InferenceSession.create(model);
      const { ratio, first, second } = await inTurns(
        () => record(() => session.run(feeds)),
        () => session.run(feeds),
        200,
        20,
      );
      figures.push({ value: ratio, detail: `${ms(first)} against ${ms(second)}` });
    }
    return figures;
  },
};
