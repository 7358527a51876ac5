// Not the globals: those of jsdom return numbers, and fake timers never come due.
import { clearTimeout, setTimeout } from 'node:timers';
import { fingerprints } from '../../formats/onnx/fingerprints.ts';
import { bareOp, type OnnxNode } from '../../formats/onnx/graph.ts';
import { dtypeOfOnnxNumber } from '../../tensor/dtypes.ts';
import type { DType } from '../../tensor/tensor.ts';
import type { WeightFingerprint } from '../../trace/trace.ts';
import type { ModelSource } from '../runtime.ts';
import { decodedModel } from './decodedModel.ts';
import { type Exposure, expose } from './exposure.ts';
import { graphMetadata } from './graphMetadata.ts';
import { type GraphLayer, layersOfGraph } from './layerInfos.ts';
import { loadLibrary } from './library.ts';
import { modelKey } from './modelFile.ts';
import type { NativeMetadata, NativeSession } from './native.ts';
import type { SessionOptions } from './sessionOptions.ts';
import { refused, type ShadowModel, shadowModel } from './shadowModel.ts';
import { tracedModel } from './tracedModel.ts';
import { fusedAway, insideBodies, insideFunctions, type Unseen } from './unseen.ts';

/** A shadow with its layers known: prepared once per model, options and capture, whatever the inputs. */
export interface LayeredShadow {
  model: ShadowModel;
  layers: GraphLayer[];
  unseen: Unseen[];
  /** Tensor -> output that carries it; what is not in it cannot be fetched. */
  outputs: ReadonlyMap<string, string>;
  metadata: ReadonlyMap<string, NativeMetadata>;
  inputMetadata: readonly NativeMetadata[] | undefined;
  cast: ReadonlyMap<string, DType>;
  hasIntegerKernels: boolean;
  /** Fingerprints of a node's constant operands, read when first asked for. */
  weightsOf: (node: OnnxNode) => readonly WeightFingerprint[];
  /** A session with every layer exposed; opened again if it was idle. */
  session(): NativeSession;
  dispose(): void;
}

/** A session that nobody used for this long gives its memory back; it is opened again when needed. */
const IDLE_MS = 30_000;
const KEPT = 2;
const kept = new Map<string, LayeredShadow>();
const keptByBytes = new WeakMap<Uint8Array, Map<string, LayeredShadow>>();

/** The shadow of a model: one per model, session options and capture in this process, the last ones kept. */
export const layeredShadow = (
  source: ModelSource,
  options: SessionOptions,
  capture: 'deployed' | 'original',
): LayeredShadow => {
  const key = modelKey(source);
  const { state } = tracedModel(source, options); // of the files with its weights
  const how = JSON.stringify([capture, options, state], (_, value) =>
    ArrayBuffer.isView(value) ? value.byteLength : value,
  );
  if (typeof key !== 'string') {
    const known = keptByBytes.get(key) ?? new Map<string, LayeredShadow>();
    keptByBytes.set(key, known);
    const shadow = known.get(how) ?? prepare(source, options, capture);
    known.set(how, shadow);
    return shadow;
  }
  const shadow = kept.get(key + how) ?? prepare(source, options, capture);
  kept.delete(key + how);
  kept.set(key + how, shadow);
  for (const [oldest, idle] of kept) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
    idle.dispose();
  }
  return shadow;
};

const prepare = (source: ModelSource, options: SessionOptions, capture: 'deployed' | 'original'): LayeredShadow => {
  const library = loadLibrary();
  const model = shadowModel(library, source, options, capture);
  const { graph } = model;
  const all = layersOfGraph(graph);
  const open = (): Exposure => {
    try {
      return expose(
        library,
        model,
        all.map(({ tensor }) => tensor),
      );
    } catch (cause) {
      throw refused(source, cause);
    }
  };
  let exposure: Exposure | undefined = open();
  const first = exposure;
  let idle: NodeJS.Timeout | undefined;
  const dispose = (): void => {
    clearTimeout(idle);
    exposure?.session.dispose();
    exposure = undefined;
  };
  const noTensors = new Set(first.noTensors);
  const hidden = all.filter(({ tensor }) => !first.outputs.has(tensor));
  return {
    model,
    layers: all
      .filter(({ tensor }) => first.outputs.has(tensor))
      .map(({ tensor, node, info }) => {
        const dtype = first.cast.get(tensor) ?? dtypeOfOnnxNumber(first.metadata.get(tensor)?.type ?? 0);
        return { tensor, node, info: { ...info, ...(dtype ? { dtype } : {}) } };
      }),
    unseen: [
      ...hidden.map(({ tensor, info }) => ({
        id: info.id,
        reason: noTensors.has(tensor)
          ? 'sequence, map or optional'
          : first.metadata.get(tensor)?.type === 0
            ? 'of a type that onnxruntime-node tells only from 1.22'
            : 'of a type that onnxruntime-node does not hand out',
      })),
      ...(capture === 'deployed' ? fusedAwayFrom(source, model) : insideFunctions(graph)),
      ...insideBodies(graph),
    ],
    outputs: first.outputs,
    metadata: first.metadata,
    inputMetadata: first.session.inputMetadata ?? graph.inputs.flatMap((name) => graphMetadata(graph).get(name) ?? []),
    cast: first.cast,
    weightsOf: fingerprints(graph, model.external),
    hasIntegerKernels: graph.nodes.some(({ op }) => /^QLinear|^QGemm$|Integer/.test(bareOp(op))),
    session() {
      exposure ??= open();
      clearTimeout(idle);
      idle = setTimeout(dispose, IDLE_MS);
      idle.unref();
      return exposure.session;
    },
    dispose,
  };
};

const fusedAwayFrom = (source: ModelSource, { graph }: ShadowModel): Unseen[] => {
  const stored = decodedModel(source).graph;
  return stored ? fusedAway(stored, graph) : []; // an ORT-format model no longer says what it was
};
