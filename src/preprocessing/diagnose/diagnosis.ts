import type { Fed } from './pipeline/fed.ts';
import type { Step } from './pipeline/steps.ts';

/** Distance of two tensors in u8 units: expressed in 0..255 pixels, with the recipe's value map inverted. */
export interface Residual {
  max: number;
  mean: number;
  rms: number;
  /** Signed mean of fed minus recipe per channel. */
  bias: readonly number[];
}

/** One step that was done otherwise than the recipe says. Plain data; report/ makes the words and the code of the fix. */
export interface Difference {
  step: Step;
  /** The hypothesis that explains it, or the kind of difference where it was fitted: `channels/bgr`, `geometry/crop-offset`. */
  kind: string;
  /** The keys of the pipeline that differ, as they were done and as the recipe says. */
  found: Partial<Fed>;
  expected: Partial<Fed>;
  /** What to change, as keys of a recipe: `expected`, or what removes a deviation (as null). */
  fix: Record<string, unknown>;
  /** Distance in u8 units (rms) to the recipe's tensor that this one step makes on this image. */
  costs: number;
}

/** What was done to an image before a model got it, as far as the tensor tells. */
export interface Diagnosis {
  /**
   * `equal`: the recipe's tensor within rounding; `noise`: no wrong step, a small difference without structure on top;
   * `explained`: another pipeline reproduces the tensor; `unexplained`: none of the known ones does.
   */
  explained: 'equal' | 'noise' | 'explained' | 'unexplained';
  /** What was done, as far as it is known: the whole pipeline where `explained`, what is certain where `unexplained`. */
  recipe: Fed | undefined;
  /** What holds even where nothing explains the tensor. */
  certain?: Partial<Fed>;
  /** Relative to the given recipe, the most costly first; empty without one. */
  differences: Difference[];
  /** Of the fed tensor to what `recipe` gives. */
  residual: Residual;
  /** Of the fed tensor to what the given recipe gives, where shapes allow it. */
  toRecipe?: Residual;
  /** Other answers that this image cannot tell from the one given, each as the keys that differ. */
  ties: { step: Step; kind: string; found: Partial<Fed> }[];
  /** Steps about which this image says nothing, and why (`gray`, `symmetric`, `constant`, `blurred`). */
  notIdentifiable: { step: Step; why: 'gray' | 'symmetric' | 'constant' | 'blurred' | 'few-values' }[];
  /** Elements that are NaN or infinite, where there are any. */
  notFinite?: number;
  /** The search was stopped at its time limit: what is said was found by then. */
  cutShort?: true;
}
