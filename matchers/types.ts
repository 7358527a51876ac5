import type { ReferenceResult, ResultOptions } from '../src/compare/result/resultOptions.ts';
import type { CompareInputsOptions } from '../src/reference/compareInputsOptions.ts';
import type { CompareTracesOptions } from '../src/reference/compareTracesOptions.ts';
import type { Reference } from '../src/reference/reference.ts';

/** Options of {@link ExrayMatchers.toMatchReference}: those of the layers, and those of the result under `result`. */
export interface ReferenceOptions extends CompareTracesOptions {
  /** How what the app returned is compared; `false` leaves it out. */
  result?: ResultOptions | false;
}

/** The matchers that exray adds to `expect`. Every one is async: await it. */
export interface ExrayMatchers {
  /**
   * Every layer of the deployed model agrees with its reference: a trace, a model file, a trace file, `.safetensors` or
   * `.npz` of named arrays, or a folder of ONNX test data. `expect` takes a trace, or several (one per photo). Paths are
   * relative to the test file.
   */
  toMatchReferenceLayers(reference: Reference | readonly Reference[], options?: CompareTracesOptions): Promise<void>;
  /**
   * What the app fed its model is what the reference was fed: names, dtypes, shapes and values. Integers such as token
   * ids are compared exactly, other numbers within rounding.
   */
  toMatchReferenceInputs(reference: Reference, options?: CompareInputsOptions): Promise<void>;
  /**
   * What the app returned agrees with the reference's result: a trace, the path of a trace file or of a `.json`, or the
   * value itself. Labels are compared exactly, scores and embeddings within tolerances, lists of scored entries with
   * ties in any order, boxes by overlap and class.
   */
  toMatchReferenceResult(reference: ReferenceResult, options?: ResultOptions): Promise<void>;
  /** Inputs, layers and result, in this order; the first stage that is wrong fails, and later ones are not judged. */
  toMatchReference(reference: Reference, options?: ReferenceOptions): Promise<void>;
}
