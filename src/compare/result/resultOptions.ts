import * as v from 'valibot';
import type { Trace } from '../../trace/trace.ts';

/** What an app should have returned: a trace that holds it, the path of a trace or of a `.json`, or the value itself. */
export type ReferenceResult = Trace | string | URL | object;

/** Tolerances of {@link compareResults}, by kind of value. */
export interface ResultOptions {
  /** Scores and other numbers: the largest difference, relative where the reference is above 1. Default 0.001. */
  tolerance?: number | undefined;
  /** Lists of more than 16 numbers (embeddings, probabilities): the length of the difference over the reference's length. Default 0.01. */
  embedding?: number | undefined;
  /** Boxes: the smallest overlap, as intersection over union. Default 0.9. */
  iou?: number | undefined;
  /** The score below which the app drops entries: those within `tolerance` of it may be on one side only. */
  threshold?: number | undefined;
  /** Keys that are not compared, such as `milliseconds`. */
  ignore?: readonly string[] | undefined;
}

const positive = (what: string) => {
  const words = `a number of at least 0 (${what})`;
  return v.optional(v.pipe(v.number(words), v.finite(words), v.minValue(0, words)));
};

export const resultOptionsSchema = v.strictObject({
  tolerance: positive('the largest difference of a score'),
  embedding: positive('the largest relative distance of two lists of numbers'),
  iou: v.optional(
    v.pipe(
      v.number('a number from 0 to 1 (the smallest overlap of boxes)'),
      v.minValue(0, 'a number from 0 to 1 (the smallest overlap of boxes)'),
      v.maxValue(1, 'a number from 0 to 1 (the smallest overlap of boxes)'),
    ),
  ),
  threshold: v.optional(v.pipe(v.number('a number (a score)'), v.finite('a number (a score)'))),
  ignore: v.optional(v.array(v.string('an array of keys'), 'an array of keys')),
});

/** Every option decided. */
export interface ResultLimits {
  tolerance: number;
  embedding: number;
  iou: number;
  threshold: number | undefined;
  ignore: ReadonlySet<string>;
}

export const resultLimits = (options: ResultOptions): ResultLimits => ({
  tolerance: options.tolerance ?? 1e-3,
  embedding: options.embedding ?? 1e-2,
  iou: options.iou ?? 0.9,
  threshold: options.threshold,
  ignore: new Set(options.ignore ?? []),
});
