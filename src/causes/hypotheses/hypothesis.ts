import type { Details, Values } from '../cause.ts';
import type { Expected } from '../expected/expected.ts';
import type { View } from '../view.ts';

/** A layer that differs from what it should be. */
export interface Suspect {
  /** What the deployed model made. */
  values: Values;
  view: View;
  expected: Expected;
  /** True once there is no time for more: long searches ask between their steps. */
  late: () => boolean;
}

/** What one way to undo a fault leaves. */
export interface Attempt {
  /** Squared norm of what is left. */
  distance: number;
  /** Squared norm of the difference that is to be explained, where it is not all of the layer's. */
  of?: number;
  details?: Details;
}

/** A healthy layer with the fault in it. */
export interface Faulty {
  values: Values;
  details?: Details;
}

/** One way in which a layer may be wrong. A part of the rack: tried on layers, and injected by its contract test. */
export interface Hypothesis {
  name: string;
  /** Only moves values, so that their mean and rms stay what they are. */
  moves?: true;
  /** Explains a part of whatever differs, so that it counts only where nothing is left. */
  onlyExact?: true;
  /** Nothing of it shows in a sketch: it needs the expected values. */
  needsValues?: true;
  /** Undoes the fault on the layer, in each variant that it has, and measures what is left. */
  tries(suspect: Suspect): Iterable<Attempt>;
  /** The fault made on a healthy layer, in some of its variants; none where it cannot occur (H and W of a vector). */
  inject(values: Values, view: View): Faulty[];
}
