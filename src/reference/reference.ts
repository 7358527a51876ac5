import type { Golden } from '../golden/golden.ts';
import type { Replay } from '../runtimes/runtime.ts';
import type { Tensor, TypedArray } from '../tensor/tensor.ts';
import type { Trace } from '../trace/trace.ts';

/** Named arrays: values without a graph. `shape` defaults to one dimension. */
export type NamedArrays = Record<string, Tensor | { data: TypedArray | string[]; shape: readonly number[] }>;

/** A model as an object of its runtime: a LayersModel or GraphModel of TensorFlow.js. */
export interface ModelObject {
  predict(...given: never[]): unknown;
}

/**
 * Anything that says what is right: a trace, a model file (.onnx, or TensorFlow.js's model.json) or model object, a trace file, a golden, `.safetensors` or `.npz` of named arrays, a
 * folder of ONNX test data (`input_0.pb`, `output_0.pb`), or named arrays. Paths are relative to the test file, then to
 * the working directory.
 */
export type Reference = Trace | string | URL | NamedArrays | ModelObject;

/** A reference made ready: its trace, and a replay where there is a model. */
export interface Referenced {
  trace: Trace;
  /** Runs the reference's own pieces; only where the reference is a model. */
  replay?: Replay;
  /** Why there is no replay, where a model was given all the same. */
  replayReason?: string;
  /** As the user may read it: a relative path, or what it is. */
  label: string;
  /** The reference brings its own inputs; a model file takes the deployed ones. */
  ownInputs: boolean;
  /** Where the reference is a golden: `trace` then has only what a golden keeps whole. */
  golden?: Golden;
}

/** What a kind of reference needs to know to become a trace. */
export interface ReferenceContext {
  /** The trace that will be judged: a model file runs on its inputs. */
  deployed: Trace;
  /** Bytes of tensors that may be held at once. */
  maxBytes: number;
}

/** One kind of reference: a file in this folder's `kinds/` and a line in its index. */
export interface ReferenceKind {
  name: string;
  /** True where `path` (a file or a folder that exists) is of this kind. */
  matches(path: string, isFolder: boolean): boolean;
  open(path: string, context: ReferenceContext): Promise<Referenced>;
}
