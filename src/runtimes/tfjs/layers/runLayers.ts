import type { Tensor } from '../../../tensor/tensor.ts';
import { type Engine, inScope } from '../engine.ts';
import { unobserved } from '../observe/tfjsWatch.ts';
import { toTf } from '../tensors.ts';
import type { Layer, LayersModel, TfTensor } from '../tf.ts';
import type { Call, Calls } from './layersOfModel.ts';

/** How the app called a model: in batches of this size, or in one. */
export interface ModelCall {
  batchSize?: number | undefined;
}

/**
 * Runs a LayersModel on these inputs as the app did, and shows each layer's result while it is there. For the time of the
 * run, which nothing can interrupt, each layer object has an `apply` of its own.
 *
 * @param see gets a result's id and the tensor, which is gone after the run; a model that runs in batches shows each layer
 *   once per batch
 * @returns what the model returned, copied by `read`
 */
export const runLayers = <T>(
  engine: Engine,
  model: LayersModel,
  feeds: readonly Tensor[],
  calls: Calls,
  { batchSize }: ModelCall,
  see: (id: string, tensor: TfTensor) => void,
  read: (outputs: TfTensor[]) => T,
): T =>
  inScope(engine, () =>
    unobserved(() => {
      const tensors = feeds.map((feed) => toTf(engine, feed));
      const given = tensors.length === 1 ? (tensors[0] as TfTensor) : tensors;
      const release = watchCalls(calls, see);
      try {
        const made = batchSize === undefined ? model.apply(given) : model.predict(given, { batchSize });
        return read([made].flat());
      } finally {
        release();
      }
    }),
  );

/** A model's run in progress: how often each of its layers was called. */
interface Frame {
  calls: Calls;
  counts: Map<Layer, number>;
}

const watchCalls = (calls: Calls, see: (id: string, tensor: TfTensor) => void): (() => void) => {
  const frames: Frame[] = [{ calls, counts: new Map() }];
  const undo = [...layersIn(calls)].map((layer) => {
    const own = Object.getOwnPropertyDescriptor(layer, 'apply');
    const { apply } = layer;
    const watched: Layer['apply'] = (inputs, kwargs) => {
      const call = nextCall(frames.at(-1), layer);
      if (call?.inner) frames.push({ calls: call.inner, counts: new Map() });
      try {
        const result = apply.call(layer, inputs, kwargs);
        for (const [index, id] of (call?.ids ?? []).entries()) see(id, [result].flat()[index] as TfTensor);
        return result;
      } finally {
        if (call?.inner) frames.pop();
      }
    };
    Object.defineProperty(layer, 'apply', { value: watched, configurable: true, writable: true });
    return () => {
      if (own) Object.defineProperty(layer, 'apply', own);
      else delete (layer as Partial<Layer>).apply;
    };
  });
  return () => {
    for (const one of undo) one();
  };
};

/** Which call of a layer this is; in a later batch they begin again. Undefined for a layer that another layer calls inside. */
const nextCall = (frame: Frame | undefined, layer: Layer): Call | undefined => {
  const planned = frame?.calls.get(layer);
  if (frame === undefined || planned === undefined) return undefined;
  const count = frame.counts.get(layer) ?? 0;
  frame.counts.set(layer, count + 1);
  return planned[count % planned.length];
};

const layersIn = (calls: Calls): Set<Layer> => {
  const found = new Set<Layer>();
  for (const [layer, all] of calls) {
    found.add(layer);
    for (const { inner } of all) if (inner) for (const one of layersIn(inner)) found.add(one);
  }
  return found;
};
