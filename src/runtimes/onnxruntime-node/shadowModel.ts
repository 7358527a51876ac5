import { ExrayError } from '../../errors.ts';
import { externalLocations } from '../../formats/onnx/externalLocations.ts';
import { bareOp, graphOf, type OnnxGraph } from '../../formats/onnx/graph.ts';
import { withoutWeights } from '../../formats/onnx/outsideWeights.ts';
import { quantizationKind } from '../../formats/onnx/quantizationKind.ts';
import { readModel } from '../../formats/onnx/readModel.ts';
import type { ExternalData } from '../../formats/onnx/tensorData.ts';
import type { ModelSource } from '../runtime.ts';
import { type DecodedModel, decodedModel } from './decodedModel.ts';
import type { OrtLibrary } from './library.ts';
import { modelFolder, modelLabel } from './modelFile.ts';
import { runtimeReason } from './runtimeReason.ts';
import { type OptimizedModel, saveOptimized } from './saveOptimized.ts';
import { externalFiles, levelOf, namedLevel, ownOptions, providerOf, type SessionOptions } from './sessionOptions.ts';

/** The graph whose layers are seen: as stored, or as the app's session optimized it. */
export interface ShadowModel {
  /** Without large weights, which the options give to the session as external data. */
  bytes: Uint8Array;
  graph: OnnxGraph;
  external: ExternalData;
  /** Options for sessions on these bytes: no optimization that would change what is computed when outputs are added. */
  options: SessionOptions;
  provider: string;
  level: string;
  notes: string[];
}

/** Where a shadow finds its weights: no model has external data of this name. */
const WEIGHTS = 'exray:weights';
/** From this size on the runtime writes weights apart, since it would hold them twice while it writes one file. */
const LARGE = 256 * 2 ** 20;

/**
 * The model that exray runs in place of the app's session, without its outputs exposed yet.
 *
 * `deployed`: the runtime writes the graph that it optimized at the app's level (at `extended` where the app's level
 * would rename tensors for other memory layouts) and exray reads it back. `original`: the file's own graph.
 */
export const shadowModel = (
  library: OrtLibrary,
  source: ModelSource,
  options: SessionOptions,
  capture: 'deployed' | 'original',
): ShadowModel => {
  const stored = decodedModel(source); // says what is wrong with a file in better words than the runtime
  const isOrt = stored.graph === undefined;
  const folder = modelFolder(source);
  const notes: string[] = [];
  let { bytes, graph } = stored;
  let used = options;
  let level = 'disabled';
  let weights: OptimizedModel['weights'];
  if (capture === 'deployed' || isOrt) {
    const saved = isOrt && capture === 'original' ? 'disabled' : namedLevel(options);
    const save = (given: SessionOptions) => saveOptimized(library, source, given, saved, isLarge(stored));
    [{ bytes, weights }, used] = optimized(save, source, options, notes);
    graph = graphOf(readModel(bytes, modelLabel(source)));
    if (!isOrt) level = shadowLevel(graph, used);
  }
  const own = ownOptions(used, folder, level);
  const files = externalFiles(options);
  if (weights) files.set(weights.path, weights.data);
  return {
    ...(weights ? { bytes, options: { ...own, externalData: [weights] } } : slim(graph as OnnxGraph, bytes, own)),
    graph: graph as OnnxGraph,
    external: { ...(folder ? { folder } : {}), files },
    provider: providerOf(used),
    level: capture === 'original' ? 'disabled' : levelOf(options),
    notes,
  };
};

/**
 * Pictures run through the blocked kernels of the app's own level, in half the time: outputs are never fused away, so a
 * graph that is optimized already only gets other layouts. Quantized graphs have the same kernels without.
 */
const shadowLevel = (graph: OnnxGraph, options: SessionOptions): string => {
  const hasBlockedKernels = graph.nodes.some(({ op }) => /^(Fused)?Conv$/.test(bareOp(op)));
  const isPlain = quantizationKind(graph) === undefined && providerOf(options) === 'cpu';
  const isBlocked = levelOf(options) !== namedLevel(options);
  return isBlocked && isPlain && hasBlockedKernels ? levelOf(options) : 'disabled';
};

/** Weights are copied and parsed by nobody, unless there are files with more of them: the runtime takes no mixture. */
const slim = (graph: OnnxGraph, bytes: Uint8Array, options: SessionOptions): Pick<ShadowModel, 'bytes' | 'options'> =>
  externalLocations(graph).length > 0
    ? { bytes, options }
    : {
        bytes: withoutWeights({ file: bytes, location: WEIGHTS }),
        options: { ...options, externalData: [{ path: WEIGHTS, data: bytes }] },
      };

const isLarge = ({ bytes, graph }: DecodedModel): boolean =>
  bytes.length > LARGE && (graph === undefined || externalLocations(graph).length === 0);

/** What the runtime writes after optimizing, and the options with which it could. */
const optimized = (
  save: (options: SessionOptions) => OptimizedModel,
  source: ModelSource,
  options: SessionOptions,
  notes: string[],
): [OptimizedModel, SessionOptions] => {
  try {
    return [save(options), options];
  } catch (cause) {
    if (providerOf(options) === 'cpu') throw refused(source, cause);
    // A provider that compiles its part of the graph can't write it.
    const { executionProviders: _providers, ...rest } = options;
    try {
      const model = save(rest);
      notes.push(`the layers were computed on cpu: ${providerOf(options)} does not write the graph that it runs`);
      return [model, rest];
    } catch {
      throw refused(source, cause);
    }
  }
};

/** The runtime's own refusal, said in its words. */
export const refused = (source: ModelSource, cause: unknown): ExrayError => {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const opset =
    /opset (\d+) is (?:under development|not supported)|Unsupported model IR version|ONNX Runtime only \*guarantees\* support/.test(
      reason,
    );
  return new ExrayError(
    opset ? 'onnx-unsupported-version' : 'model-refused',
    {
      what: `onnxruntime-node can't load ${modelLabel(source)}: ${runtimeReason(cause)}`,
      fix: opset
        ? 'Update onnxruntime-node, or export the model with an older opset'
        : 'Check that the app itself can load this model with these session options',
    },
    { cause },
  );
};
