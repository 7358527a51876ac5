import type { Trace } from '../../trace/trace.ts';
import { isa } from '../isa.ts';
import type { CaptureOptions, Inference } from '../runtime.ts';
import { lazyLayers } from './lazyLayers.ts';
import { loadLibrary } from './library.ts';
import { levelOf, providerOf } from './sessionOptions.ts';
import { tracedModel } from './tracedModel.ts';

/** Providers for which the runtime may turn the graph to channels last; only the optimized graph tells. */
const CHANNELS_LAST = new Set(['webgpu', 'js', 'xnnpack', 'nnapi', 'qnn']);

/** A trace of one inference. Nothing runs before its layers are asked for. */
export const captureInference = async (inference: Inference, options: CaptureOptions): Promise<Trace<never>> => {
  const notes: string[] = [];
  const known = inference.model.unknown === undefined;
  const { model, layout } = known
    ? tracedModel(inference.model, inference.sessionOptions)
    : { model: { format: 'onnx' as const }, layout: 'unknown' as const };
  const provider = providerOf(inference.sessionOptions);
  return {
    model,
    runtime: {
      name: 'onnxruntime-node',
      version: loadLibrary().version,
      provider,
      level: options.capture === 'original' ? 'disabled' : levelOf(inference.sessionOptions),
      isa: isa(),
    },
    capture: options.capture,
    layout: options.capture === 'deployed' && CHANNELS_LAST.has(provider) ? 'unknown' : layout,
    inputs: inference.inputs,
    outputs: inference.outputs,
    layers: lazyLayers(inference, options, notes),
    notes,
  };
};
