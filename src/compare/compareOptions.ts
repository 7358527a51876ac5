import type { Replay } from '../runtimes/runtime.ts';
import type { Trace } from '../trace/trace.ts';
import type { Accepted, Finding } from '../verdicts/comparison.ts';
import type { LayerValues } from './measured.ts';
import type { Metric } from './metrics/metric.ts';

/** One side that says what is right, for one inference. */
export interface Compared {
  /** The reference's own values: drift is measured against them. */
  trace: Trace;
  /** Runs pieces of the reference's model on the deployed values: without it there is no own error, only drift. */
  replay?: Replay;
  /**
   * The deployed model run once more on the reference's inputs, where those differ from the app's own: layers are
   * judged on it, and the difference of the inputs is a finding of its own.
   */
  onReferenceInputs?: Trace;
  /** Both sides are the same file (equal sha256): the comparison only checks kernels, and a note says so. */
  sameModel?: boolean;
}

/** How {@link compare} compares. */
export interface CompareOptions {
  /** Accepted values of a healthy conversion, from `accept(comparison)`. */
  accepted?: Accepted;
  /**
   * Overrides the table of tolerances: one number for the measure that judges the layers, or an object whose keys are
   * ids of layers or names of rows (`tolerances.ts`).
   */
  tolerance?: number | Readonly<Record<string, number>>;
  /** Metrics to show beside the judged one; all of the rack by default. */
  metrics?: readonly Metric[];
  /** Pairs made by hand, deployed id -> reference id; they win over every other rule. `null`: no partner. */
  pairs?: Readonly<Record<string, string | null>>;
  /** Bytes of tensors held at once (default 1 GiB). */
  maxBytes?: number;
  /**
   * The drift between two healthy runs of the deployed model itself, by deployed layer; `index` counts the inferences.
   * Asked only where tensors alone judge and a layer exceeds the smallest tolerance.
   */
  noiseFloor?: (index: number) => Promise<ReadonlyMap<string, number>>;
  /** Says why a layer diverges, where its values show it. Asked of the first one only. */
  explain?: (values: LayerValues) => Finding | undefined;
}
