import type { Tensor } from '../tensor/tensor.ts';
import type { Trace } from '../trace/trace.ts';

/** Where a model's bytes are. `path` wins where both are known, so that external data is found beside it. */
export interface ModelSource {
  path?: string;
  bytes?: Uint8Array;
  /** The model as an object of its runtime, where that has models as objects (tfjs): it belongs to the app. */
  instance?: object;
}

/** How layers are captured. */
export interface CaptureOptions {
  /** `deployed` (default): the graph that the app's session runs. `original`: the graph as stored, every tensor. */
  capture: 'deployed' | 'original';
  /** Which layers: all, none but the outputs, or those that the predicate accepts. */
  layers: 'all' | 'outputs' | ((id: string) => boolean);
  /** Bytes of tensors held at once; beyond it the model runs several times. */
  maxBytes: number;
}

/** One inference as it was observed, its tensors already copied. Plain data but for `session`, an identity. */
export interface Inference {
  runtime: string;
  model: ModelSource & {
    /** Why the model is unknown, where it is: `made before exray was loaded`. */
    unknown?: string;
    /** The name that the model gives itself, where its runtime has such names (tfjs). */
    name?: string;
  };
  /** The app's own session options, as they reached the runtime. */
  sessionOptions: Readonly<Record<string, unknown>>;
  /** Equal for two inferences of one session. */
  session: object;
  inputs: Record<string, Tensor>;
  outputs: Record<string, Tensor>;
  /** Inputs and outputs whose values the observer could not copy (held on a GPU, not a tensor), with the reason. */
  unread?: { side: 'input' | 'output'; name: string; reason: string }[];
  /** The object that the app's run threw, if it did. */
  error?: unknown;
  milliseconds: number;
}

/** Receives inferences while they happen. Must not throw. */
export type InferenceListener = (inference: Inference) => void;

/** A piece of a model between tensors that somebody holds: the nodes that make `output` out of `inputs`. */
export interface Piece {
  /** The reference's tensor that the piece makes. */
  output: string;
  /** Held tensors (or model inputs) that it reads. */
  inputs: readonly string[];
  /** Its nodes in execution order. */
  nodes: readonly { op: string; node: string }[];
}

/** A tensor that the deployed side holds, under the reference's id. */
export interface HeldTensor {
  id: string;
  dtype: Tensor['dtype'];
  shape: readonly number[];
}

/** Runs a model's pieces on values that it is given: own errors come from here. */
export interface Replay {
  /** Cuts the model at these tensors. Tensors that cannot be cut (constants, other type or size) are left out. */
  plan(held: readonly HeldTensor[]): Promise<Piece[]>;
  /** Runs the pieces on the values; each held or model input that a piece reads must be there. Returns each piece's output. */
  run(pieces: readonly Piece[], values: ReadonlyMap<string, Tensor>): Promise<Map<string, Tensor>>;
  /** Frees what the replay holds. */
  close(): Promise<void>;
}

/** One runtime: a folder here, and nothing outside it names the runtime's package. */
export interface Runtime {
  name: string;
  /** Watches every inference that the app makes through this runtime; safe to call twice; loads no runtime. */
  observe(): void;
  /** True where `source` is a model that this runtime opens (by its name and first bytes). */
  opens(source: ModelSource): Promise<boolean>;
  /** A trace of an observed inference, without what the app returned: its layers are captured when first read. */
  capture(inference: Inference, options: CaptureOptions): Promise<Trace<never>>;
  /**
   * Runs a model on inputs as an app with these session options would; as it is stored where `layers` says that its
   * layers will be captured so: both then share what they need.
   */
  infer(
    model: ModelSource,
    inputs: Record<string, Tensor>,
    sessionOptions: Readonly<Record<string, unknown>>,
    layers?: CaptureOptions,
  ): Promise<Inference>;
  /** What the model takes, in its own order: inputs that an app has to give. Unknown sides are null. */
  signature(model: ModelSource): Promise<{ name: string; dtype: Tensor['dtype']; shape: readonly (number | null)[] }[]>;
  /**
   * Drift of each layer between two healthy runs of the model itself on these inputs (its tensors exposed at the highest
   * and at the lowest optimization level): what other kernels alone do. Asked only where tensors alone judge.
   */
  noiseFloor(inference: Inference, options: CaptureOptions): Promise<ReadonlyMap<string, number>>;
  /** A replay of the model's own pieces, or a reason why there is none. */
  replay(model: ModelSource, reference: Trace): Promise<Replay | { reason: string }>;
  /** What the process shows of this runtime to explain a record that saw nothing. */
  presence(): Presence;
}

/** Facts for the message of a record that saw nothing. */
export interface Presence {
  /** The runtime's package is loaded in this process. */
  loaded: boolean;
  /** The observer was installed before the runtime was loaded. */
  observed: boolean;
  /** Version, where known. */
  version?: string;
  /** Sentences about what was seen: mocked, session older than the observer, fake timers, child process, ... as codes. */
  signs: readonly string[];
  /** The package that is mocked, where the runtime has several. */
  mocked?: string;
  /** A script that holds a copy of the runtime and hands its classes to nobody; '' where its name is not known. */
  unreachable?: string;
}
