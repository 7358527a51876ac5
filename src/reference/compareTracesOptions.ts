import * as v from 'valibot';
import type { CompareOptions } from '../compare/compare.ts';
import type { Metric } from '../compare/metrics/metric.ts';
import type { Accepted } from '../verdicts/comparison.ts';

/** How `compareTraces` compares. */
export interface CompareTracesOptions extends Omit<CompareOptions, 'accepted' | 'noiseFloor'> {
  /** Accepted values of a healthy conversion: what `accept(comparison)` gave, or the path of a JSON file that holds it. */
  accepted?: Accepted | string;
}

const TOLERANCE = "a number of at least 0, or an object of such numbers by layer or by the table's rows";
const PAIRS = 'an object: the deployed layer -> the layer of the reference, or null for no partner';
const ACCEPTED = 'what accept(comparison) gave, or the path of a JSON file that holds it';
const METRICS = 'an array of metrics made by defineMetric';

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTolerance = (value: unknown): value is number => typeof value === 'number' && value >= 0;

/** True for what `accept` gives: layers with their own error, steps and levels. */
export const isAccepted = (value: unknown): value is Accepted =>
  isPlainObject(value) &&
  Object.values(value).every(
    (entry) =>
      isPlainObject(entry) &&
      Object.entries(entry).every(([key, each]) => /^(own|steps|levels)$/.test(key) && isTolerance(each)),
  );

const isMetric = (value: unknown): value is Metric =>
  isPlainObject(value) && typeof value.name === 'string' && typeof value.compute === 'function';

export const compareTracesOptions = v.strictObject({
  accepted: v.optional(
    v.custom<Accepted | string>((value) => (typeof value === 'string' ? value !== '' : isAccepted(value)), ACCEPTED),
  ),
  tolerance: v.optional(
    v.custom<number | Record<string, number>>(
      (value) => isTolerance(value) || (isPlainObject(value) && Object.values(value).every(isTolerance)),
      TOLERANCE,
    ),
  ),
  metrics: v.optional(v.custom<Metric[]>((value) => Array.isArray(value) && value.every(isMetric), METRICS)),
  pairs: v.optional(
    v.custom<Record<string, string | null>>(
      (value) =>
        isPlainObject(value) &&
        Object.values(value).every((partner) => partner === null || typeof partner === 'string'),
      PAIRS,
    ),
  ),
  maxBytes: v.optional(
    v.pipe(
      v.number('a whole number of bytes above 0'),
      v.safeInteger('a whole number of bytes above 0'),
      v.minValue(1, 'a whole number of bytes above 0'),
    ),
  ),
});
