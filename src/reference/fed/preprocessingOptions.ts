import * as v from 'valibot';
import type { Level } from '../../preprocessing/judge/levels.ts';
import { image } from '../../record/options.ts';
import type { Trace } from '../../trace/trace.ts';

/** How preprocessing is judged. */
export interface PreprocessingOptions {
  /**
   * What the app was given: a path (relative to the test file, then to the working directory), a URL, the bytes of an
   * encoded image, or decoded pixels; an array of these for a batch. Default: the image given to `record`.
   */
  image?: Trace['image'];
  /** Name of the input that holds the image, where the model has several. */
  input?: string;
  /**
   * How close what was fed must be to what the recipe makes: `exact` (the same library), `rounding` (float against 8-bit
   * resizing), `library` (another library with a kernel of the same family; the default), `decoder` (another JPEG decoder
   * as well).
   */
  level?: Level;
  /**
   * Deviations that are known and meant, by their step, each with its reason: `{ kernel: 'sharp has no OpenCV linear' }`.
   * They become notes; everything else is judged as before.
   */
  allow?: Readonly<Record<string, string>>;
}

const NAME = "an input's name";
const REASON = 'the reason, in words';

export const preprocessingOptions = v.strictObject({
  image: v.optional(image),
  input: v.optional(v.pipe(v.string(NAME), v.nonEmpty(NAME))),
  level: v.optional(
    v.picklist(['exact', 'rounding', 'library', 'decoder'], "'exact', 'rounding', 'library' or 'decoder'"),
  ),
  allow: v.optional(
    v.record(
      v.string(),
      v.pipe(v.string(REASON), v.nonEmpty(REASON)),
      'an object: a step such as kernel -> the reason, in words',
    ),
  ),
});
