/** Status of a layer, by what can be known of it (design: docs/architecture.md, "Words"). */
export type Status = 'agrees' | 'diverges' | 'weak' | 'consequence' | 'inherits' | 'undecided' | 'unpaired';

/** Verdict of a whole comparison; only `match` passes. */
export type Verdict = 'match' | 'mismatch' | 'undecided';

/** One piece of evidence, as plain data; report/ makes the words. */
export interface Finding {
  /**
   * What was found. Of layers and graphs: `grid-disputed`, `non-finite`, `layer-shape` (faults without any tolerance),
   * `weights-differ`, `attributes-differ`, `op-missing`, `op-extra`, `op-other`, `selection-tie` (evidence only);
   * of inputs: `input-...`; of results: `result-...`.
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
  measure: 'own' | 'steps' | 'levels' | 'drift' | 'difference';
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
}

/** Accepted values of a healthy conversion, by layer: what `accept(comparison)` gives. */
export type Accepted = Record<string, { steps?: number; levels?: number; own?: number }>;
