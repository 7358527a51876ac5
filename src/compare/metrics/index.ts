import { cosine } from './cosine.ts';
import { maxAbs } from './maxAbs.ts';
import type { Metric } from './metric.ts';
import { normalizedRmse } from './normalizedRmse.ts';
import { sqnr } from './sqnr.ts';

/** The rack: every metric that a comparison shows by default. */
export const metrics: readonly Metric[] = [normalizedRmse, maxAbs, cosine, sqnr];
