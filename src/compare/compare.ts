import type { Trace } from '../trace/trace.ts';
import type { Comparison } from '../verdicts/comparison.ts';
import type { Compared, CompareOptions } from './compareOptions.ts';
import { judge } from './judge/judge.ts';
import { measure } from './measure.ts';
import type { Measured } from './measured.ts';

export type { Compared, CompareOptions } from './compareOptions.ts';

/**
 * Compares deployed traces with their references, layer by layer: what two (or, over several photos, n and n) traces
 * have to say about each other, as plain data. Reads layers in batches within `maxBytes`.
 */
export const compare = async (
  deployed: Trace | readonly Trace[],
  reference: Compared | readonly Compared[],
  options: CompareOptions = {},
): Promise<Comparison> => {
  const traces = Array.isArray(deployed) ? (deployed as readonly Trace[]) : [deployed as Trace];
  const references = Array.isArray(reference) ? (reference as readonly Compared[]) : [reference as Compared];
  const measured: Measured[] = [];
  // One after the other: memory stays that of one inference.
  for (const [index, trace] of traces.entries())
    measured.push(await measure(trace, (references[index] ?? references[0]) as Compared, options, index));
  return judge(measured, options);
};
