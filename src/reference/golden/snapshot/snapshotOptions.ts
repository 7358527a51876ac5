import * as v from 'valibot';
import { compareTracesOptions } from '../../compareTracesOptions.ts';
import { type SaveGoldenOptions, saveGoldenOptions } from '../saveGoldenOptions.ts';

/** How `toMatchLayerSnapshot` records and judges. */
export interface SnapshotOptions extends SaveGoldenOptions {
  /** One tolerance for all layers, or by layer or row of the table. */
  tolerance?: number | Readonly<Record<string, number>>;
  /**
   * `raw`: the outputs' values and what the app returned are stored, whatever their size. `sketch`: neither, so that they stay
   * out of git. Left out: both, where they take no more than 64 KiB each.
   */
  outputs?: 'raw' | 'sketch';
}

export const snapshotOptions = v.strictObject({
  ...saveGoldenOptions.entries,
  tolerance: compareTracesOptions.entries.tolerance,
});
