export { accept } from './compare/accept.ts';
export { defineMetric } from './compare/metrics/defineMetric.ts';
export type { Metric } from './compare/metrics/metric.ts';
export type { ReferenceResult, ResultOptions } from './compare/result/resultOptions.ts';
export { ExrayError, isExrayError, type Problem } from './errors.ts';
export type { Golden, GoldenGrid, GoldenLayer, GoldenProfile, GoldenTensor } from './golden/golden.ts';
export type { Coverage, CoverageGap } from './preprocessing/coverage/recipeCoverage.ts';
export { testImages } from './preprocessing/coverage/testImages.ts';
export { type DiagnoseOptions, diagnosePreprocessing } from './preprocessing/diagnose/diagnosePreprocessing.ts';
export type { Diagnosis, Difference, Residual } from './preprocessing/diagnose/diagnosis.ts';
export type { Deviations, Fed } from './preprocessing/diagnose/pipeline/fed.ts';
export type { Step } from './preprocessing/diagnose/pipeline/steps.ts';
export { type Judged, type JudgeNote, type JudgeOptions, judgePreprocessing } from './preprocessing/judge/judge.ts';
export type { Level } from './preprocessing/judge/levels.ts';
export type { Size } from './preprocessing/pixels/pixels.ts';
export { preprocess } from './preprocessing/preprocess.ts';
export type { PresetName } from './preprocessing/presets/index.ts';
export { recipes } from './preprocessing/presets/recipes.ts';
export { defineRecipe } from './preprocessing/recipe/defineRecipe.ts';
export type { Crop, Decode, Pad, Recipe, Resize, Rounding, Side, SourceCrop } from './preprocessing/recipe/recipe.ts';
export type { KernelName } from './preprocessing/resample/resampler.ts';
export type { GivenTensor } from './record/givenTensor.ts';
export type { InferenceChoice, InferenceFilter } from './record/inference/choice.ts';
export type { RecordModelOptions, RecordOptions } from './record/options.ts';
export { record } from './record/record.ts';
export { recordAll } from './record/recordAll.ts';
export { recordModel } from './record/recordModel.ts';
export type { CompareInputsOptions } from './reference/compareInputsOptions.ts';
export { compareTraces } from './reference/compareTraces.ts';
export type { CompareTracesOptions } from './reference/compareTracesOptions.ts';
export type { PreprocessingOptions } from './reference/fed/preprocessingOptions.ts';
export { saveGolden } from './reference/golden/saveGolden.ts';
export type { SaveGoldenOptions } from './reference/golden/saveGoldenOptions.ts';
export type { SnapshotOptions } from './reference/golden/snapshot/snapshotOptions.ts';
export type { NamedArrays, Reference } from './reference/reference.ts';
export { type RecipeCoverage, recipeCoverage } from './report/preprocessing/coverage.ts';
export type { Inference, ModelSource } from './runtimes/runtime.ts';
export { observeTfjs } from './runtimes/tfjs/observeTfjs.ts';
export type { DType, Quantization, Tensor, TypedArray } from './tensor/tensor.ts';
export { loadTrace } from './trace/loadTrace.ts';
export { saveTrace } from './trace/saveTrace.ts';
export type {
  DecodedImage,
  ImageSource,
  Layer,
  LayerInfo,
  LayerList,
  LayerSource,
  Trace,
  TracedModel,
  TracedRuntime,
  WeightFingerprint,
} from './trace/trace.ts';
export type {
  Accepted,
  Comparison,
  Finding,
  LayerComparison,
  Status,
  Unpaired,
  Verdict,
} from './verdicts/comparison.ts';
