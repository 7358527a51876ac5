import { InferenceSession, Tensor } from 'onnxruntime-node';
import { recordModel } from '../../src/index.ts';
import { onnxruntimeNode } from '../../src/runtimes/onnxruntime-node/onnxruntimeNode.ts';
import type { Tensor as Values } from '../../src/tensor/tensor.ts';
import { type Case, ms } from '../case.ts';
import { inTurns } from '../measure.ts';
import { models, photo } from '../models.ts';

/** What the one extra run of the reference costs that own errors come from. */
export const ownError: Case = {
  name: 'own error',
  what: "own error: the replay's run against the plain run",
  goals: [{ what: 'float', most: 4, unit: 'x' }],
  async run() {
    const data = await photo();
    const trace = await recordModel(models.float, { images: { data, shape: [1, 3, 224, 224] } });
    const replay = await onnxruntimeNode.replay({ path: models.float }, trace);
    if ('reason' in replay) throw new Error(replay.reason);
    const values = new Map<string, Values>(Object.entries(trace.inputs));
    for await (const { id, tensor } of trace.layers.read()) values.set(id, tensor);
    const pieces = await replay.plan([...values].map(([id, { dtype, shape }]) => ({ id, dtype, shape })));
    const session = await InferenceSession.create(models.float);
    const feeds = { images: new Tensor('float32', data, [1, 3, 224, 224]) };
    const { ratio, first, second } = await inTurns(
      () => replay.run(pieces, values),
      () => session.run(feeds),
      40,
    );
    await replay.close();
    return [{ value: ratio, detail: `${ms(first)} for ${pieces.length} pieces, against ${ms(second)}` }];
  },
};
