import type { Quantization } from '../tensor/tensor.ts';
import type { Finding } from '../verdicts/comparison.ts';
import type { Alignment, LayerPair } from './align/align.ts';
import type { Conversion } from './conversion.ts';
import type { NonFinite } from './metrics/moments.ts';
import type { Layout, RealLayer } from './realLayer.ts';

/** What one inference shows of one pair of layers: numbers, no judgement. */
export interface LayerMeasure {
  pair: LayerPair;
  shape: readonly number[];
  drift: number;
  metrics: Record<string, number>;
  nonFinite?: NonFinite;
  where?: string;
  worstChannel?: number;
  /** Compared by equality: how many elements differ. */
  differing?: number;
  count: number;
  /** The reference's shape, where no order of axes makes it the deployed one. */
  otherShape?: readonly number[];
  /** The shape differs as the number of selected rows does: what selected them, or what they are made of, decides. */
  sized?: boolean;
  own?: OwnMeasure;
  /** Writer and reader of the deployed tensor disagree on its grid. */
  disputed?: { written: Quantization; read: Quantization };
  /** Other indices select values that agree: a tie. */
  tie?: boolean;
}

/** What a layer adds itself: the reference's piece run on the deployed inputs, against what the deployed one made. */
export interface OwnMeasure {
  own: number;
  steps?: number;
  levels?: number;
  /** Steps that are left when what the piece makes is clipped to the grid as the deployed values are. */
  stepsInRange?: number;
  differing?: number;
  nonFinite?: NonFinite;
  piece: readonly { op: string; node: string }[];
  pieceInputs: readonly string[];
}

/** One layer's real values on both sides, in the deployed order: what the reference makes of the same inputs, or holds. */
export interface LayerValues {
  /** The deployed layer. */
  id: string;
  op: string;
  shape: readonly number[];
  layout: Layout;
  deployed: RealLayer['values'];
  expected: RealLayer['values'];
  /** Of the deployed layer's grid, where it is on one. */
  step?: number;
}

/** Everything that one inference shows. */
export interface Measured {
  alignment: Alignment;
  conversion: Conversion;
  /** The models are files of two kinds, run by two runtimes. */
  across?: boolean;
  /** Own errors were measured. */
  replayed: boolean;
  gpu: boolean;
  /** The deployed CPU's 8-bit products saturate. */
  saturates: boolean;
  layers: LayerMeasure[];
  findings: Finding[];
  notes: string[];
  outputs: readonly string[];
  /** Drift of the deployed model against itself, by deployed layer; asked for when it is needed. */
  floor: () => Promise<ReadonlyMap<string, number>>;
  /** A layer's values on both sides, as its own error or drift was measured; made again, for they are not kept. */
  values: (pair: LayerPair) => Promise<LayerValues | undefined>;
}
