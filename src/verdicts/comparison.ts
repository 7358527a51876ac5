import type { Measure } from './tolerances.ts';

/** Status of a layer, by what can be known of it (design: docs/architecture.md, "Words"). */
export type Status = 'agrees' | 'diverges' | 'weak' | 'consequence' | 'inherits' | 'undecided' | 'unpaired';

/** Verdict of a whole comparison; only `match` passes. */
export type Verdict = 'match' | 'mismatch' | 'undecided';

/** One piece of evidence, as plain data; report/ makes the words. */
export interface Finding {
  /**
   * What was found. Of layers and graphs: `grid-disputed`, `non-finite`, `layer-shape` (faults without any tolerance),
   * `weights-differ`, `attributes-differ`, `op-missing`, `op-extra`, `op-other`, `selection-tie` (evidence only);
   * of inputs: `input-...`; of results: `result-...`. Of goldens beside those: `layer-dtype`, `layers-added`,
   * `layers-removed`, `input-drift`, `input-changed` (faults), `input-rounding`, `layers-renamed`, `not-worse`
   * (evidence only).
   */
  kind: string;
  /** Layer, input or output it is about; '' for the whole model. */
  where: string;
  found: unknown;
  expected: unknown;
  evidence: Record<string, number | string>;
  /** 0 to 1. */
  confidence: number;
  fix?: unknown;
}

/** What exact statistics say of one side of a layer, as stored. */
export interface LayerFacts {
  min: number;
  max: number;
  mean: number;
  rms: number;
}

/** What a golden can show of a layer that changed, though it does not hold its values. */
export interface LayerEvidence {
  was: LayerFacts;
  is: LayerFacts;
  /** Of the stored samples the one that changed most; `position` along each axis. */
  sample?: { position: readonly number[]; was: number; is: number };
}

/** One pair of layers, compared. */
export interface LayerComparison {
  deployed: string;
  reference: string;
  /** The deployed layer's operator. */
  op: string;
  shape: readonly number[];
  status: Status;
  judgedBy: 'own' | 'drift' | 'sketch' | 'equality' | 'nothing';
  /** The number that was judged: own error, steps, or drift, as {@link measure} says. */
  value: number;
  /** What `value` measures. */
  measure: Measure;
  tolerance: number;
  /** Row of the tolerance table that applied. */
  row: string;
  drift: number;
  own?: number;
  /** Own error over the activation's scale (quantized layers). */
  steps?: number;
  /** Share of the quantized levels that the reference's values use: (max - min) / (levels * scale). */
  levels?: number;
  metrics: Record<string, number>;
  /** Where the drift lies for certain (1 - 1e-6), where the whole of it must be on one side of the tolerance. */
  interval?: readonly [number, number];
  /** The values differ by less than a sketch can tell. */
  belowResolution?: true;
  evidence?: LayerEvidence;
  worstChannel?: number;
  /** Where the difference sits, in words a table can hold: `channel 3`, `rows 0..1`, `tail`, `batch item 2`, `border`. */
  where?: string;
  /** Nodes of the reference between the held tensors and this one. */
  piece?: readonly { op: string; node: string }[];
  /** Held tensors that the piece read. */
  pieceInputs?: readonly string[];
  pairedBy: string;
}

/** Why a layer has no partner. */
export interface Unpaired {
  id: string;
  op: string;
  side: 'deployed' | 'reference';
  reason: string;
  /** True where the reason is expected (fused away, folded, inside If): not a gap in the comparison. */
  expected: boolean;
}

/** What a golden says beside its layers. */
export interface GoldenContext {
  /** What differs between where the golden was made and here; empty in the same environment. */
  environment: readonly { what: string; was: string; is: string }[];
  /** Another model file; `folded` where all of its layers changed, so that none of them is the cause. */
  otherModel?: { was: string; is: string; folded: boolean };
  /** The largest entry of each output whose raw values both sides hold, where it changed: index and value. */
  answers: readonly { id: string; was: readonly [number, number]; is: readonly [number, number] }[];
  /** What the app returned, where both sides hold it and it changed. */
  result?: { was: unknown; is: unknown };
  /** Quantized layers against the float reference: the largest drift, and how many layers are further off than accepted. */
  toReference?: { was: number; is: number; worse: number; layers: number };
}

/** What two traces have to say about each other. */
export interface Comparison {
  verdict: Verdict;
  findings: Finding[];
  /** In execution order of the deployed trace. */
  layers: LayerComparison[];
  /** The first layer that diverges. */
  first?: LayerComparison;
  unpaired: Unpaired[];
  notes: string[];
  /** The smallest tolerance with which no layer would have diverged; not given where no tolerance helps. */
  passingTolerance?: number;
  /** Where a golden judged. */
  golden?: GoldenContext;
}

/** Accepted values of a healthy conversion, by layer: what `accept(comparison)` gives. */
export type Accepted = Record<string, { steps?: number; levels?: number; own?: number }>;
