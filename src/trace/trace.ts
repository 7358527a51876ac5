import type { DType, Quantization, Tensor } from '../tensor/tensor.ts';

/** The model that made a trace. */
export interface TracedModel {
  format: 'onnx' | 'tfjs-graph' | 'tfjs-layers' | 'tflite' | 'arrays';
  sha256?: string;
  /** Relative to the project (the working directory of the test run), never absolute. */
  path?: string;
  producer?: string;
  opset?: number;
  /** As stored in the file: the element type of most weight bytes. `float16` also where float32 weights all are float16 numbers. */
  weights?: DType;
  /**
   * How the model is quantized: `static` has stored activation scales (Q/DQ or QLinear ops), `dynamic` computes them at
   * run time, `weights` has only quantized weights (MatMulNBits, DequantizeLinear on weights alone).
   */
  quantization?: 'static' | 'dynamic' | 'weights';
}

/** What computed a trace. */
export interface TracedRuntime {
  name: string;
  version: string;
  provider: string;
  /** Graph optimization level, in the runtime's own words. */
  level?: string;
  /** Instruction-set class: architecture with the features that change integer kernels, such as `x64+avx512vnni`. */
  isa: string;
  sharp?: string;
  libvips?: string;
}

/** A fingerprint of one weight tensor, equal for equal weights whatever the runtime's layout. */
export interface WeightFingerprint {
  /** Which operand it is: `weight` (kernel or matrix), `bias`, or another constant operand. */
  role: 'weight' | 'bias' | 'constant';
  /** Canonical shape: convolutions [out, in/groups, ...kernel], matrices [out, in]; dequantized where quantized. */
  shape: readonly number[];
  /** First 16 hex digits of the SHA-256 of the canonical float32 bytes. */
  hash: string;
  /** Sketch (`bhs1-128`, see sketch/) of the canonical values: its dot products estimate those of the weights. */
  sketch: readonly number[];
  /** As stored. */
  dtype: DType;
  /** Whether a quantized weight has one scale per output channel. */
  perChannel?: boolean;
  /** The value itself where it is a single number (Mul by 0.5, Clip to 6). */
  scalar?: number;
  /** All of its numbers are 0, as those of many layers at birth: it tells nothing apart. */
  zero?: true;
}

/** A layer without its values: known before anything runs. */
export interface LayerInfo {
  /** The tensor's name in the model. */
  id: string;
  /** Operator, as the model spells it (`Conv`, `FusedConv`, `QLinearConv`). A domain other than ai.onnx is in front: `com.microsoft.QLinearAdd`. */
  op: string;
  /** Name of the node that makes the tensor, if it has one. */
  node?: string;
  /** Index among the node's outputs. */
  output: number;
  /** Ids of the tensors that the node reads and that depend on the model's inputs, in the node's order. Ids may be layers or model inputs. */
  inputs: readonly string[];
  /** Constant operands: weights, biases, small constants. */
  weights: readonly WeightFingerprint[];
  /** Attributes that change the value (strides, pads, axis, ...), as plain data. */
  attributes: Readonly<Record<string, unknown>>;
  /** Where the model says or the runtime infers them. Unknown sides are null. */
  dtype?: DType;
  shape?: readonly (number | null)[];
  /** Depends on no value of an input, only on constants and shapes: compared by equality, never replayed. */
  constant?: boolean;
}

/** One tensor of the model's graph, with its values. */
export interface Layer {
  id: string;
  op: string;
  inputs: readonly string[];
  tensor: Tensor;
  /** The grid on which the *reader* of this tensor takes it (DequantizeLinear behind it, or a QLinear op's own inputs). */
  quantization?: Quantization;
  /** The grid on which its writer made it, only where that differs from {@link quantization}: a fault without any tolerance. */
  written?: Quantization;
  /** The element type in the model where the runtime can't hand it out (bfloat16, float8, int4, uint4): `tensor` is its exact cast. */
  storedAs?: DType;
  kernel?: string;
}

/** What is known of a trace's layers before they are read. */
export interface LayerList {
  /** In execution order. */
  layers: LayerInfo[];
  /** What cannot be seen, and why: `fused into <op> <id>`, `inside If`, `sequence`, ... */
  unseen: { id: string; reason: string }[];
  /** Only chosen layers are listed: `inputs` may lead through others that are not. */
  chosen?: boolean;
}

/** Layers on demand: nothing is captured before somebody asks. */
export interface LayerSource {
  list(): Promise<LayerList>;
  /** Layers in execution order, those asked for or all; streamed, so that only a part is held at a time. */
  read(ids?: readonly string[]): AsyncIterable<Layer>;
}

/** The raw image that an app was given, kept so that preprocessing can be judged later. */
export type ImageSource = string | URL | Uint8Array | DecodedImage;

/** Decoded pixels, 8 bit, interleaved, top row first. */
export interface DecodedImage {
  data: Uint8Array;
  width: number;
  height: number;
  channels: number;
}

/**
 * Everything seen of one inference.
 *
 * @typeParam Result What the app returned.
 */
export interface Trace<Result = unknown> {
  model: TracedModel;
  runtime: TracedRuntime;
  /** `deployed`: the graph as the app's session optimized it; `original`: the graph as stored. */
  capture: 'deployed' | 'original';
  layout: 'NCHW' | 'NHWC' | 'unknown';
  inputs: Record<string, Tensor>;
  outputs: Record<string, Tensor>;
  layers: LayerSource;
  /** What the app was given: one image, or those of a batch in its order. Paths of loaded traces begin at the project. */
  image?: ImageSource | readonly ImageSource[];
  /** SHA-256 of the image's bytes (of each one's), in traces that were loaded: a file keeps the hash, not the pixels. */
  imageSha256?: string | readonly (string | undefined)[];
  /** What the app returned; saved as JSON. */
  result?: Result;
  /** Other names of layers: id in this trace -> id in the model it came from. */
  names?: Record<string, string>;
  notes: string[];
}
