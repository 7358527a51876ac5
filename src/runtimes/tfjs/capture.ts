import type { Tensor } from '../../tensor/tensor.ts';
import type { Trace } from '../../trace/trace.ts';
import { isa } from '../isa.ts';
import type { CaptureOptions, Inference } from '../runtime.ts';
import { layersOfModel } from './layers/layersOfModel.ts';
import { outputNamesOf } from './layers/outputNames.ts';
import { lazyLayers } from './lazyLayers.ts';
import { openModel } from './openModel.ts';
import { inputNamesOf, type LoadedModel } from './tf.ts';
import { tracedModel } from './tracedModel.ts';
import { tracedRuntime } from './tracedRuntime.ts';
import { snapshotOf } from './weights/snapshot.ts';

/**
 * A trace of one inference. Nothing runs before its layers are asked for; but the model's weights are kept as they are now,
 * once for as long as they are the same. tfjs optimizes nothing when it loads a model: its layers are the same in `deployed`
 * and `original` capture.
 */
export const captureInference = async (observed: Inference, options: CaptureOptions): Promise<Trace<never>> => {
  const notes: string[] = [];
  const opened = await openModel(observed.model);
  try {
    const inference = { ...observed, outputs: byLayers(opened.loaded, observed) };
    const snapshot = snapshotOf(opened.loaded);
    return {
      model: tracedModel(opened.loaded, snapshot, inference.model.path),
      runtime: { ...tracedRuntime(opened.engine, inference.sessionOptions), isa: isa() },
      capture: options.capture,
      layout: 'NHWC',
      inputs: inference.inputs,
      outputs: inference.outputs,
      layers: lazyLayers(inference, opened.loaded.kind, options, snapshot, notes),
      notes,
    };
  } finally {
    opened.close();
  }
};

/** Outputs under the names of their layers, where Keras's names do not tell them apart. */
const byLayers = ({ kind, model }: LoadedModel, { outputs, sessionOptions }: Inference): Inference['outputs'] => {
  if (kind !== 'layers' || sessionOptions.outputs !== undefined) return outputs;
  const { layers, outputs: made } = layersOfModel(model, inputNamesOf(model));
  const names = outputNamesOf(model, made, layers);
  const values = Object.values(outputs);
  return values.length === names.length
    ? Object.fromEntries(names.map((name, index) => [name, values[index] as Tensor]))
    : outputs;
};
