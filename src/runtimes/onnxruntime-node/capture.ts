import type { Trace } from '../../trace/trace.ts';
import type { CaptureOptions, Inference } from '../runtime.ts';
import { isa } from './isa.ts';
import { lazyLayers } from './lazyLayers.ts';
import { loadLibrary } from './library.ts';
import { levelOf, providerOf } from './sessionOptions.ts';
import { tracedModel } from './tracedModel.ts';

/** A trace of one inference. Nothing runs before its layers are asked for. */
export const captureInference = async (inference: Inference, options: CaptureOptions): Promise<Trace> => {
  const notes: string[] = [];
  const known = inference.model.unknown === undefined;
  const model = known ? tracedModel(inference.model, inference.sessionOptions) : { format: 'onnx' as const };
  return {
    model,
    runtime: {
      name: 'onnxruntime-node',
      version: loadLibrary().version,
      provider: providerOf(inference.sessionOptions),
      level: options.capture === 'original' ? 'disabled' : levelOf(inference.sessionOptions),
      isa: isa(),
    },
    capture: options.capture,
    layout: 'NCHW',
    inputs: inference.inputs,
    outputs: inference.outputs,
    layers: lazyLayers(inference, options, notes),
    notes,
  };
};
