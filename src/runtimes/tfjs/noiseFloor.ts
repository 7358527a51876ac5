import type { CaptureOptions, Inference } from '../runtime.ts';

/**
 * Drift of each layer between two healthy runs of a model: empty on tfjs. A backend is chosen for the whole context, and to
 * run the app's model on another one would move its weights there, so no second run is made; layers are then judged by the
 * tolerance alone.
 */
export const noiseFloor = async (
  _inference: Inference,
  _options: CaptureOptions,
): Promise<ReadonlyMap<string, number>> => new Map();
