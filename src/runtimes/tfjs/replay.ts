import type { Trace } from '../../trace/trace.ts';
import type { ModelSource, Replay } from '../runtime.ts';

/** A replay of the model's own pieces. */
export const replayModel = async (_model: ModelSource, _reference: Trace): Promise<Replay | { reason: string }> => ({
  reason: 'not written yet',
});
