import type { ReferenceResult, ResultOptions } from '../src/compare/result/resultOptions.ts';
import type { Recipe } from '../src/preprocessing/recipe/recipe.ts';
import type { CompareInputsOptions } from '../src/reference/compareInputsOptions.ts';
import type { CompareTracesOptions } from '../src/reference/compareTracesOptions.ts';
import type { PreprocessingOptions } from '../src/reference/fed/preprocessingOptions.ts';
import type { SnapshotOptions } from '../src/reference/golden/snapshot/snapshotOptions.ts';
import type { Reference } from '../src/reference/reference.ts';

/** A recipe: a preset's name, plain data, or the path of a Hugging Face `preprocessor_config.json`. */
export type RecipeSource = string | Recipe;

/**
 * Options of {@link ExrayMatchers.toMatchReference}: those of the layers, those of the result under `result`, and, with a
 * recipe, those of preprocessing.
 */
export interface ReferenceOptions extends CompareTracesOptions, PreprocessingOptions {
  /**
   * Preprocessing is judged by it first; a reference model then runs on what it makes of the image, not on what the app
   * fed.
   */
  recipe?: RecipeSource;
  /** How what the app returned is compared; `false` leaves it out. */
  result?: ResultOptions | false;
}

/** The matchers that exray adds to `expect`. Every one is async: await it. */
export interface ExrayMatchers {
  /**
   * What the model was fed is what the recipe makes of the image: the wrong step is named where it is not, with the code
   * that does it right. `expect` takes a trace, a tensor of onnxruntime or tfjs, or `{ data, shape }`; the image is the
   * one given to `record`, or `{ image }`.
   */
  toHavePreprocessing(recipe: RecipeSource, options?: PreprocessingOptions): Promise<void>;
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
  /**
   * Preprocessing (where a recipe is given), inputs, layers and result, in this order; the first stage that is wrong
   * fails, and later ones are not judged.
   */
  toMatchReference(reference: Reference, options?: ReferenceOptions): Promise<void>;
  /**
   * The model's layers are those of its golden: a readable entry in the test's `.snap` file and a small sidecar beside it. The
   * first run writes both, later ones compare within tolerance, `-u` accepts a change, CI writes nothing: as with every
   * snapshot.
   *
   * One signature, not two: under `resolves` Vitest takes the last one only.
   *
   * @param hint Tells apart several goldens of one test; or the options, where there is none.
   */
  toMatchLayerSnapshot(hint?: string | SnapshotOptions, options?: SnapshotOptions): Promise<void>;
}
