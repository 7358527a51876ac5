import * as v from 'valibot';

/** How inputs are compared. */
export interface CompareInputsOptions {
  /**
   * The largest drift of inputs that are numbers: one for all, or `{ 'input/<name>': drift, inputs: drift }`. Default
   * 0.0067 for images, which another library may have decoded and resized, and 1e-5 for others. Integers are compared
   * exactly.
   */
  tolerance?: number | Readonly<Record<string, number>>;
}

const DRIFT = 'a number of at least 0';
const drift = v.pipe(v.number(DRIFT), v.minValue(0, DRIFT));

export const compareInputsOptions = v.strictObject({
  tolerance: v.optional(
    v.union([drift, v.record(v.string(), drift)], `${DRIFT}, or an object: input/<name> -> number`),
  ),
});
