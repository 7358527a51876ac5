import type { CaptureOptions, Inference } from '../runtime.ts';

/** Drift of each layer between two healthy runs. */
export const noiseFloor = async (
  _inference: Inference,
  _options: CaptureOptions,
): Promise<ReadonlyMap<string, number>> => new Map();
