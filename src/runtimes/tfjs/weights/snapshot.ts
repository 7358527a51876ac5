import { createHash } from 'node:crypto';
import type { Tensor } from '../../../tensor/tensor.ts';
import { fromTf } from '../tensors.ts';
import type { GraphModel, LayersModel, LoadedModel, TfTensor } from '../tf.ts';

/**
 * A model's weights as they were when exray looked: copies outside of tfjs, so that its memory stays as it was. They are the
 * same object for as long as the weights are the same.
 */
export interface WeightsSnapshot {
  /** In the model's own order: of its variables, or of its constant nodes. */
  values: readonly Tensor[];
  /** SHA-256 of the values, with their types and shapes, in that order. */
  sha256: string;
}

interface Known {
  /** What tfjs holds each value under: another object once it was assigned anew. */
  ids: readonly object[];
  snapshot: WeightsSnapshot;
}

const known = new WeakMap<object, Known>();

/**
 * The weights of a model now; undefined where some were disposed.
 *
 * Reading all of them takes as long as hashing a file of that size, so it is done again only where one was assigned.
 */
export const snapshotOf = (loaded: LoadedModel): WeightsSnapshot | undefined => {
  const tensors = weightTensors(loaded);
  if (tensors.some(({ isDisposed }) => isDisposed)) return undefined;
  const before = known.get(loaded.model);
  const ids = tensors.map(({ dataId }) => dataId as object);
  if (before && isSame(before.ids, ids)) return before.snapshot;
  const values = tensors.flatMap((tensor) => fromTf(tensor) ?? []);
  const snapshot = { values, sha256: hashOf(values) };
  known.set(loaded.model, { ids, snapshot });
  return snapshot;
};

/** True where a model has the weights of a snapshot still, as far as tfjs can tell. */
export const isAsIn = (loaded: LoadedModel, snapshot: WeightsSnapshot): boolean => {
  const before = known.get(loaded.model);
  if (before?.snapshot !== snapshot) return false;
  const tensors = weightTensors(loaded);
  return (
    tensors.every(({ isDisposed }) => !isDisposed) &&
    isSame(
      before.ids,
      tensors.map(({ dataId }) => dataId as object),
    )
  );
};

/** The weights of a model in its own order. */
const weightTensors = ({ kind, model }: LoadedModel): TfTensor[] =>
  kind === 'graph'
    ? constantsOf(model).flatMap((name) => model.executor.weightMap[name] ?? [])
    : kind === 'layers'
      ? variablesOf(model).map(({ val }) => val)
      : [];

/** The names of a GraphModel's constants, those that have a value. */
export const constantsOf = ({ executor }: GraphModel): string[] => Object.keys(executor.weightMap).sort();

/** The variables of a LayersModel, in the order of its getWeights(). */
export const variablesOf = (model: LayersModel): LayersModel['weights'] => model.weights;

const isSame = (a: readonly object[], b: readonly object[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);

const hashOf = (values: readonly Tensor[]): string => {
  const hash = createHash('sha256');
  for (const { dtype, shape, data } of values) {
    hash.update(`${dtype} ${shape.join()}\n`);
    if (ArrayBuffer.isView(data)) hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    else hash.update(JSON.stringify(data));
  }
  return hash.digest('hex');
};
