import type { Statistics } from '../tensor/statistics.ts';
import type { DType, Tensor } from '../tensor/tensor.ts';
import type { Trace, TracedModel, TracedRuntime } from '../trace/trace.ts';

/** Name and version of the format of golden files: docs/golden-format.md. */
export const goldenFormat = 'exray.golden/1';

/** How layers are sketched. */
export const goldenScheme = 'bhs1-128';

/** A grid of quantized values, as plain numbers: `real = (stored - zeroPoint) * scale`. */
export interface GoldenGrid {
  scale: readonly number[];
  zeroPoint: readonly number[];
  axis?: number;
}

/** What a golden keeps of a tensor: enough to measure how far another one is from it, not its values. */
export interface GoldenTensor {
  /** The tensor's name in the model. */
  id: string;
  dtype: DType;
  shape: readonly number[];
  /** First 16 hex digits of the SHA-256 of the little-endian bytes in logical order. */
  hash: string;
  /** Exact, of the values as stored (the integers of a quantized tensor). */
  statistics: Statistics;
  /** `bhs1-128` of the values as stored, each sum rounded to float32; empty for strings. */
  sketch: Float32Array;
  /** The sums are `sketch * 2^exponent`: only where float32 could not hold them (see sketchSums). */
  exponent?: number;
  /** Up to 16 values at the scheme's positions, as stored and rounded to float32: evidence for people, never judged. */
  samples: Float32Array;
  /** The grid on which the tensor's reader takes it. */
  quantization?: GoldenGrid;
}

/** What a float reference says of a quantized layer: the layer may be as far from it as it was when it was accepted. */
export interface GoldenProfile {
  /** The reference's layer. */
  id: string;
  /** Drift between the dequantized layer and the reference's when the golden was made. */
  drift: number;
  /** Of the reference's values, in the order of the layer's elements. */
  sketch: Float32Array;
  exponent?: number;
  min: number;
  max: number;
  mean: number;
}

/** A layer as a golden keeps it. */
export interface GoldenLayer extends GoldenTensor {
  op: string;
  /** Ids of layers or model inputs that it reads. */
  inputs: readonly string[];
  /** The element type in the model where the runtime can't hand it out. */
  storedAs?: DType;
  /** Drift between two healthy runs of this model, by its kernels alone (float layers). */
  noise?: number;
  /** Drift of one more run whose input carried rounding noise. */
  inputNoise?: number;
  profile?: GoldenProfile;
}

/** A snapshot of a trace's layers that is small enough for git, and says all that is needed to judge another trace. */
export interface Golden {
  model: TracedModel;
  runtime: TracedRuntime;
  capture: Trace['capture'];
  layout: Trace['layout'];
  /** Layer 0: what the model was fed. */
  inputs: readonly GoldenTensor[];
  /** SHA-256 of each input's little-endian bytes, in full. */
  inputSha256: Readonly<Record<string, string>>;
  /** In execution order. */
  layers: readonly GoldenLayer[];
  /** Layers were chosen when it was recorded: others are no additions. */
  chosen?: true;
  /** The model's outputs: sketched always, with their raw values unless those were to stay out of git. */
  outputs: readonly (GoldenTensor & { value?: Tensor })[];
  /** What the app was given: relative path where there is one, and the hash of the bytes. */
  image?: readonly { path?: string; sha256?: string }[];
  /** What the app returned, as JSON. */
  result?: unknown;
  /** Other names of layers: id in this golden -> id in the model that is judged by it. */
  names?: Readonly<Record<string, string>>;
  /** Preprocessing as plain data, where the maker of the golden said it. */
  recipe?: unknown;
}
