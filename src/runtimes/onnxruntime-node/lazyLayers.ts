import { ExrayError } from '../../errors.ts';
import { constantValue } from '../../formats/onnx/constants.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Layer, LayerInfo, LayerList, LayerSource } from '../../trace/trace.ts';
import type { CaptureOptions, Inference } from '../runtime.ts';
import { slices } from './budget.ts';
import { budgetShare } from './budgetShare.ts';
import { expose } from './exposure.ts';
import { knownShape, layerBytesOf, namedSides } from './layerBytes.ts';
import { type LayeredShadow, layeredShadow } from './layeredShadow.ts';
import type { GraphLayer } from './layerInfos.ts';
import { loadLibrary } from './library.ts';
import type { NativeSession, NativeTensor } from './native.ts';
import { fromNative, toNative } from './nativeTensors.ts';
import { outputDrift } from './outputDrift.ts';
import { computedGridTensors, layerQuantization } from './quantization.ts';

/** Largest drift between the shadow's outputs and the app's own that is no note: rounding of other kernels. */
const OUTPUT_TOLERANCE = 1e-6;

/** Layers of an inference, captured when first read: the model runs again, on the same inputs, with its tensors exposed. */
export const lazyLayers = (inference: Inference, options: CaptureOptions, notes: string[]): LayerSource => {
  let prepared: { shadow: LayeredShadow; layers: GraphLayer[]; list: () => LayerList } | undefined;
  const say = (note: string): void => {
    if (!notes.includes(note)) notes.push(note);
  };
  const prepare = () => {
    if (inference.model.unknown !== undefined) throw unknownModel(inference.model.unknown);
    prepared ??= choose(
      layeredShadow(inference.model, inference.sessionOptions, options.capture),
      inference,
      options,
      say,
    );
    return prepared;
  };
  return {
    list: async () => prepare().list(),
    async *read(ids) {
      const { shadow, layers } = prepare();
      const wanted = ids === undefined ? undefined : new Set(ids);
      yield* readLayers(
        shadow,
        layers.filter(({ info }) => !wanted || wanted.has(info.id)),
        inference,
        budgetShare(options.maxBytes),
        say,
      );
    },
  };
};

/** The layers that the options ask for, with the types and shapes that these inputs give them. */
const choose = (
  shadow: LayeredShadow,
  inference: Inference,
  { layers: selection }: CaptureOptions,
  say: (note: string) => void,
) => {
  shadow.model.notes.forEach(say);
  const sides = namedSides(shadow.inputMetadata, inference.inputs);
  const outputs = new Set(shadow.model.graph.outputs);
  const chosen = shadow.layers.filter(({ tensor, info }) =>
    selection === 'all'
      ? true
      : selection === 'outputs'
        ? outputs.has(tensor)
        : selection(info.id) || outputs.has(tensor),
  );
  const layers = chosen.map(({ tensor, node, info }) => {
    const shape = knownShape(shadow.metadata.get(tensor), sides);
    return { tensor, node, info: { ...info, ...(shape ? { shape } : {}) } };
  });
  let listed: LayerList | undefined;
  const list = (): LayerList => {
    const infos = layers.map(({ node, info }) => ({ ...info, weights: shadow.weightsOf(node) }));
    listed ??= { layers: skipUnlisted(infos, shadow.layers), unseen: shadow.unseen };
    return listed;
  };
  return { shadow, layers, list };
};

/** Inputs of the chosen layers, with those that were not chosen replaced by what they were made of. */
const skipUnlisted = (chosen: LayerInfo[], all: readonly GraphLayer[]): LayerInfo[] => {
  if (chosen.length === all.length) return chosen;
  const listed = new Set(chosen.map(({ id }) => id));
  const nearest = new Map<string, readonly string[]>();
  for (const { info } of all) {
    const inputs = [...new Set(info.inputs.flatMap((id) => nearest.get(id) ?? [id]))];
    nearest.set(info.id, listed.has(info.id) ? [info.id] : inputs);
  }
  return chosen.map((info) => ({ ...info, inputs: info.inputs.flatMap((id) => nearest.get(id) ?? [id]) }));
};

async function* readLayers(
  shadow: LayeredShadow,
  layers: readonly GraphLayer[],
  inference: Inference,
  maxBytes: number,
  say: (note: string) => void,
): AsyncGenerator<Layer> {
  const feeds = Object.fromEntries(
    Object.entries(inference.inputs).map(([name, tensor]) => [name, toNative(name, tensor)]),
  );
  const runs = slices(layers, layerBytesOf(shadow, inference.inputs), maxBytes);
  if (runs.length > 1) {
    say(
      `the layers take more than ${Math.round(maxBytes / 2 ** 20)} MiB: the model ran ${runs.length} times to hold fewer at once`,
    );
  }
  for (const [index, run] of runs.entries()) {
    const results = runSlice(shadow, run, feeds, runs.length === 1);
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
  const fetches = Object.fromEntries(
    wanted.flatMap((name) => (outputs.has(name) ? [[outputs.get(name) as string, null]] : [])),
  );
  try {
    return session.run(feeds, fetches, {});
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

const unknownModel = (why: string): ExrayError =>
  new ExrayError('MODEL_UNKNOWN', {
    what: 'the layers of this inference cannot be captured: its model is not known',
    why: `The session was ${why}`,
    fix: 'Load the model after exray: put exray first in the setup files',
  });
