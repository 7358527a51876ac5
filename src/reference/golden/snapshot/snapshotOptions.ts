import * as v from 'valibot';
import { compareTracesOptions } from '../../compareTracesOptions.ts';
import type { Reference } from '../../reference.ts';

/** How `toMatchLayerSnapshot` records and judges. */
export interface SnapshotOptions {
  /** One tolerance for all layers, or by layer or row of the table (docs/golden.md). */
  tolerance?: number | Readonly<Record<string, number>>;
  /**
   * The float reference of a quantized model: its layers' sketches and each layer's accepted drift to it are stored, too, so
   * that a golden made elsewhere is judged by how far the model is from the reference.
   */
  reference?: Reference;
  /**
   * `raw`: the outputs' values and what the app returned are stored, whatever their size. `sketch`: neither, so that they stay
   * out of git. Left out: both, where they take no more than 64 KiB each.
   */
  outputs?: 'raw' | 'sketch';
  /** Preprocessing as plain data or a preset's name, stored for those who read the golden. */
  recipe?: unknown;
}

export const snapshotOptions = v.strictObject({
  tolerance: compareTracesOptions.entries.tolerance,
  reference: v.optional(v.any()),
  outputs: v.optional(v.picklist(['raw', 'sketch'], "'raw' or 'sketch'")),
  recipe: v.optional(v.any()),
});
