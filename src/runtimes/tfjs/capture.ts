import type { Trace } from '../../trace/trace.ts';
import type { CaptureOptions, Inference } from '../runtime.ts';

/** A trace of one inference. */
export const captureInference = async (_inference: Inference, _options: CaptureOptions): Promise<Trace<never>> => {
  throw new Error('capture is not written yet');
};
