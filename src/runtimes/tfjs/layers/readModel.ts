import type { Tensor } from '../../../tensor/tensor.ts';
import type { Inference } from '../../runtime.ts';
import { withModel } from '../asRecorded.ts';
import { bytesOf } from '../bytesOf.ts';
import type { Engine } from '../engine.ts';
import { fromTf } from '../tensors.ts';
import { inputNamesOf, type LayersModel, type TfTensor } from '../tf.ts';
import type { WeightsSnapshot } from '../weights/snapshot.ts';
import { joinBatches } from './joinBatches.ts';
import { layersOfModel } from './layersOfModel.ts';
import { namedOutputs, outputNamesOf } from './outputNames.ts';
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
  const { calls, outputs, layers } = layersOfModel(model, inputNamesOf(model));
  const names = outputNamesOf(model, outputs, layers);
  const own = new Set(namedOutputs(names, outputs).map(({ id }) => id));
  const parts = new Map<string, Tensor[]>();
  let bytes = 0;
  const see = (id: string, tensor: TfTensor): void => {
    const before = parts.get(id);
    if (!wanted.has(id) || (before === undefined && bytes > maxBytes)) return;
    const copy = fromTf(tensor);
    if (copy === undefined) return;
    bytes += bytesOf(copy);
    parts.set(id, [...(before ?? []), copy]);
  };
  const batchSize = sessionOptions.call === 'predict' ? Number(sessionOptions.batchSize ?? BATCH_SIZE) : undefined;
  withFreshStates(model, () =>
    runLayers(engine, model, inOrder(model, inputs), calls, { batchSize }, see, (made) => {
      for (const [index, id] of names.entries()) if (own.has(id) && made[index]) see(id, made[index]);
    }),
  );
  return new Map([...parts].map(([id, all]) => [id, joinBatches(all)]));
};

/** Inputs in the model's order; one that was made anew may call them otherwise. */
const inOrder = (model: LayersModel, inputs: Readonly<Record<string, Tensor>>): Tensor[] => {
  const names = inputNamesOf(model);
  return names.every((name) => name in inputs) ? names.map((name) => inputs[name] as Tensor) : Object.values(inputs);
};
