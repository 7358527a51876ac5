import { ExrayError } from '../../errors.ts';
import { constantValue } from '../../formats/onnx/constants.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Layer } from '../../trace/trace.ts';
import { outputDrift } from '../outputDrift.ts';
import type { Inference } from '../runtime.ts';
import { slices } from './budget.ts';
import { expose } from './exposure.ts';
import { layerBytesOf } from './layerBytes.ts';
import type { LayeredShadow } from './layeredShadow.ts';
import type { GraphLayer } from './layerInfos.ts';
import { loadLibrary } from './library.ts';
import { type NativeSession, type NativeTensor, runSession } from './native.ts';
import { fromNative, toNative } from './nativeTensors.ts';
import { computedGridTensors, layerQuantization } from './quantization.ts';
import { runtimeReason } from './runtimeReason.ts';

/** Largest drift between the shadow's outputs and the app's own that is no note: rounding of other kernels. */
const OUTPUT_TOLERANCE = 1e-6;

/**
 * Runs the shadow on the inference's inputs and hands its layers out, in as many runs as the budget needs; each run's
 * tensors are let go before the next.
 */
export async function* readLayers(
  shadow: LayeredShadow,
  layers: readonly GraphLayer[],
  inference: Inference,
  maxBytes: number,
  say: (note: string) => void,
): AsyncGenerator<Layer> {
  const feeds = Object.fromEntries(
    Object.entries(inference.inputs).map(([name, tensor]) => [name, toNative(name, tensor)]),
  );
  const bytesOf = layerBytesOf(shadow, inference.inputs);
  const runs = slices(layers, bytesOf, maxBytes);
  // A session keeps memory for every tensor that it exposes, fetched or not.
  const whole = shadow.layers.reduce((sum, layer) => sum + bytesOf(layer), 0) <= maxBytes;
  if (!whole) shadow.dispose();
  if (runs.length > 1) {
    say(
      `the layers take more than ${Math.round(maxBytes / 2 ** 20)} MiB: the model ran ${runs.length} times to hold fewer at once`,
    );
  }
  for (const [index, run] of runs.entries()) {
    const results = runSlice(shadow, run, feeds, whole);
    if (index === 0) noteOutputDrift(shadow, inference, results, say);
    for (const layer of run) {
      const value = results[shadow.outputs.get(layer.tensor) as string];
      if (value === undefined) continue;
      yield toLayer(shadow, layer, fromNative(value), results);
    }
  }
}

const runSlice = (
  shadow: LayeredShadow,
  run: readonly GraphLayer[],
  feeds: Record<string, NativeTensor>,
  whole: boolean,
): Record<string, NativeTensor> => {
  const { graph } = shadow.model;
  const grids = run.flatMap(({ tensor }) => computedGridTensors(graph, tensor));
  const wanted = [...new Set([...run.map(({ tensor }) => tensor), ...grids, ...graph.outputs])];
  const exposed = whole ? undefined : expose(loadLibrary(), shadow.model, wanted);
  const session: NativeSession = exposed?.session ?? shadow.session();
  const outputs = exposed?.outputs ?? shadow.outputs;
  const names = wanted.flatMap((name) => outputs.get(name) ?? []);
  try {
    return runSession(session, feeds, names);
  } catch (cause) {
    throw new ExrayError(
      'capture-failed',
      {
        what: `the layers could not be captured: ${runtimeReason(cause)}`,
        why: 'exray runs the model a second time, on the inputs that the app gave it',
        fix: "Check that the app's own inference succeeds; where it does, report this",
      },
      { cause },
    );
  } finally {
    exposed?.session.dispose();
  }
};

const toLayer = (
  shadow: LayeredShadow,
  { tensor: name, info }: GraphLayer,
  tensor: Tensor,
  results: Record<string, NativeTensor>,
): Layer => {
  const { graph, external } = shadow.model;
  const read = (wanted: string): Tensor | undefined => {
    const computed = results[wanted];
    return computed ? fromNative(computed) : constantValue(graph, wanted, external);
  };
  const storedAs = shadow.cast.get(name);
  return {
    id: info.id,
    op: info.op,
    inputs: info.inputs,
    tensor,
    ...layerQuantization(graph, name, storedAs ?? tensor.dtype, read),
    ...(storedAs ? { storedAs } : {}),
  };
};

const noteOutputDrift = (
  shadow: LayeredShadow,
  { outputs }: Inference,
  results: Record<string, NativeTensor>,
  say: (note: string) => void,
): void => {
  for (const [name, app] of Object.entries(outputs)) {
    const own = results[name];
    if (own === undefined) continue;
    const drift = outputDrift(app, fromNative(own));
    if (drift <= (shadow.hasIntegerKernels ? 0 : OUTPUT_TOLERANCE)) continue;
    say(
      `the layers were computed in a second run whose output ${name} differs from the app's own by drift ${drift.toExponential(1)}`,
    );
  }
};
