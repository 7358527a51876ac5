export { ExrayError, isExrayError, type Problem } from './errors.ts';
export type { GivenTensor } from './record/givenTensor.ts';
export type { InferenceChoice, InferenceFilter } from './record/inference/choice.ts';
export type { RecordModelOptions, RecordOptions } from './record/options.ts';
export { record } from './record/record.ts';
export { recordAll } from './record/recordAll.ts';
export { recordModel } from './record/recordModel.ts';
export type { Reference } from './reference/reference.ts';
export type { Trace } from './trace/trace.ts';
