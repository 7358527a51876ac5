import type { Tensor } from '../../../tensor/tensor.ts';
import type { Inference } from '../../runtime.ts';
import { withModel } from '../asRecorded.ts';
import { bytesOf } from '../bytesOf.ts';
import type { Engine } from '../engine.ts';
import { namedOutputs } from '../listLayers.ts';
import { fromTf } from '../tensors.ts';
import type { LayersModel } from '../tf.ts';
import type { WeightsSnapshot } from '../weights/snapshot.ts';
import { joinBatches } from './joinBatches.ts';
import { layersOfModel } from './layersOfModel.ts';
import { runLayers } from './runLayers.ts';
import { withFreshStates } from './states.ts';

/** tfjs's own, where predict is called without one. */
const BATCH_SIZE = 32;

/**
 * Values of a LayersModel's layers, in the order in which it calls them: copied while the model runs, as many in a run as the
 * budget holds.
 */
export async function* readModel(
  inference: Inference,
  snapshot: WeightsSnapshot | undefined,
  ids: readonly string[],
  maxBytes: number,
): AsyncGenerator<[string, Tensor]> {
  for (let left = [...ids]; left.length > 0; ) {
    const values = await withModel(inference, snapshot, ({ engine, loaded }) =>
      runOnce(engine, loaded.model as LayersModel, inference, new Set(left), maxBytes),
    );
    for (const id of left) {
      const tensor = values.get(id);
      if (tensor) yield [id, tensor];
    }
    left = left.filter((id) => !values.has(id));
    if (values.size === 0) return;
  }
}

/** One run: the first of these layers that the budget holds, each in the app's own batches. */
const runOnce = (
  engine: Engine,
  model: LayersModel,
  { inputs, sessionOptions }: Inference,
  wanted: ReadonlySet<string>,
  maxBytes: number,
): Map<string, Tensor> => {
  const { calls, outputs, layers } = layersOfModel(model, model.inputNames);
  const aliases = namedOutputs(
    model.outputNames,
    outputs,
    layers.map(({ info }) => info),
  );
  const parts = new Map<string, Tensor[]>();
  let bytes = 0;
  const see = (id: string, read: () => Tensor | undefined): void => {
    const before = parts.get(id);
    if (!wanted.has(id) || (before === undefined && bytes > maxBytes)) return;
    const tensor = read();
    if (tensor === undefined) return;
    bytes += bytesOf(tensor);
    parts.set(id, [...(before ?? []), tensor]);
  };
  const feeds = model.inputNames.map((name) => inputs[name] as Tensor);
  const batchSize = sessionOptions.call === 'predict' ? Number(sessionOptions.batchSize ?? BATCH_SIZE) : undefined;
  withFreshStates(model, () =>
    runLayers(
      engine,
      model,
      feeds,
      calls,
      { batchSize },
      (id, tensor) => see(id, () => fromTf(tensor)),
      (made) => {
        for (const { id } of aliases)
          see(id, () => made[model.outputNames.indexOf(id)] && fromTf(made[model.outputNames.indexOf(id)] as never));
      },
    ),
  );
  return new Map([...parts].map(([id, all]) => [id, joinBatches(all)]));
};
