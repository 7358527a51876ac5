import { InferenceSession, Tensor } from 'onnxruntime-node';
import { judgeGolden } from '../../src/golden/judge/judgeGolden.ts';
import { sketchTrace } from '../../src/golden/sketchTrace.ts';
import { record } from '../../src/index.ts';
import { type Case, ms } from '../case.ts';
import { inTurns } from '../measure.ts';
import { models, photo } from '../models.ts';

/** What judging an inference by its golden costs, against running it and reading its layers. */
export const goldenCheck: Case = {
  name: 'goldenCheck',
  what: 'checking a golden, warm: inference, capture, sketches and verdict, against inference and capture',
  goals: [
    { what: 'float, deployed', most: 2.5, unit: 'x' },
    { what: 'int8, deployed', most: 3, unit: 'x' },
  ],
  async run() {
    const feeds = { images: new Tensor('float32', await photo(), [1, 3, 224, 224]) };
    const figures = [];
    for (const model of [models.float, models.int8]) {
      const session = await InferenceSession.create(model);
      const traced = () => record(() => session.run(feeds));
      const golden = await sketchTrace(await traced());
      const check = async () => {
        const { verdict } = judgeGolden(golden, await sketchTrace(await traced()));
        if (verdict !== 'match') throw new Error(`the golden says ${verdict}`);
      };
      const read = async () => {
        for await (const _ of (await traced()).layers.read());
      };
      const { ratio, first, second } = await inTurns(check, read, 20, 5);
      figures.push({ value: ratio, detail: `${ms(first)} for ${golden.layers.length} layers, against ${ms(second)}` });
    }
    return figures;
  },
};
