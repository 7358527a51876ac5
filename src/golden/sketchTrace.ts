import type { Tensor } from '../tensor/tensor.ts';
import { keptModel } from '../trace/keptModel.ts';
import { fromPlainJson, toPlainJson } from '../trace/plainJson.ts';
import { storedImage } from '../trace/storedImage.ts';
import type { Layer, Trace } from '../trace/trace.ts';
import type { Golden, GoldenLayer, GoldenTensor } from './golden.ts';
import { goldenTensor, sha256OfTensor } from './sketchTensor.ts';

/** What of the model's answers goes into a golden. */
export interface SketchTraceOptions {
  /**
   * `raw`: the outputs' values and what the app returned, whatever their size. `sketch`: neither, so that they stay out
   * of git. Left out: both, where they take no more than 64 KiB each.
   */
  outputs?: 'raw' | 'sketch' | undefined;
}

/** What is kept of outputs and results where nobody said: enough for scores and boxes, too little for masks and pictures. */
const largestKept = 64 * 1024;

/**
 * Sketches every layer of a trace. Layers are streamed, so that only one is held at a time.
 *
 * @throws whatever capturing the layers throws
 */
export const sketchTrace = async (trace: Trace, { outputs }: SketchTraceOptions = {}): Promise<Golden> => {
  const list = await trace.layers.list();
  const layers: GoldenLayer[] = [];
  for await (const layer of trace.layers.read()) layers.push(goldenLayer(layer));
  const image = await storedImage(trace);
  const result = keptResult(trace.result, outputs);
  return {
    model: keptModel(trace.model),
    runtime: trace.runtime,
    capture: trace.capture,
    layout: trace.layout,
    inputs: Object.entries(trace.inputs).map(([name, tensor]) => goldenTensor(name, tensor)),
    inputSha256: Object.fromEntries(
      Object.entries(trace.inputs).map(([name, tensor]) => [name, sha256OfTensor(tensor)]),
    ),
    layers: outputs === 'sketch' ? layers.map((layer) => withoutOutput(layer, trace.outputs)) : layers,
    ...(list.chosen && { chosen: true as const }),
    ...(trace.names && { names: trace.names }),
    outputs: Object.entries(trace.outputs).map(([name, tensor]) => goldenOutput(name, tensor, outputs)),
    ...(image !== undefined && {
      image: (Array.isArray(image) ? image : [image]).map(({ path, sha256 }) => ({
        ...(path !== undefined && { path }),
        ...(sha256 !== undefined && { sha256 }),
      })),
    }),
    ...(result !== undefined && { result }),
  };
};

const goldenLayer = ({ id, op, inputs, tensor, quantization, storedAs }: Layer): GoldenLayer => ({
  ...goldenTensor(id, tensor, quantization),
  op,
  inputs: [...inputs],
  ...(storedAs !== undefined && { storedAs }),
});

const goldenOutput = (
  name: string,
  tensor: Tensor,
  outputs: SketchTraceOptions['outputs'],
): GoldenTensor & { value?: Tensor } => {
  const sketched = goldenTensor(name, tensor);
  if (outputs === 'sketch') return withoutSamples(sketched);
  const isKept = outputs === 'raw' || byteLengthOf(tensor) <= largestKept;
  return isKept ? { ...sketched, value: copyOf(tensor) } : sketched;
};

const byteLengthOf = ({ data }: Tensor): number =>
  ArrayBuffer.isView(data) ? data.byteLength : data.reduce((sum, text) => sum + text.length, 0);

/** Of its own memory: the app may go on with its buffer. */
const copyOf = ({ dtype, shape, data }: Tensor): Tensor => ({ dtype, shape: [...shape], data: data.slice() });

const withoutOutput = (layer: GoldenLayer, outputs: Trace['outputs']): GoldenLayer =>
  Object.hasOwn(outputs, layer.id) ? withoutSamples(layer) : layer;

const withoutSamples = <T extends GoldenTensor>(tensor: T): T => ({ ...tensor, samples: new Float32Array(0) });

/** The app's result as JSON has it: goldens in memory and on disk hold the same. */
const keptResult = (result: unknown, outputs: SketchTraceOptions['outputs']): unknown => {
  if (result === undefined || outputs === 'sketch') return undefined;
  const json = jsonOf(result, outputs === 'raw');
  return json === undefined || (outputs === undefined && json.length > largestKept) ? undefined : fromPlainJson(json);
};

/** What cannot be JSON (a Map, a class with a circle) is left out, unless it was asked for. */
const jsonOf = (result: unknown, isAskedFor: boolean): string | undefined => {
  try {
    return toPlainJson(result, 'result');
  } catch (error) {
    if (isAskedFor) throw error;
    return undefined;
  }
};
