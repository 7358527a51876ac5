import type { Trace } from '../trace/trace.ts';
import type { CaptureOptions, Inference, Runtime } from './runtime.ts';

/** What a recorded trace came from: enough to run the same model again on other inputs. */
export interface Origin {
  runtime: Runtime;
  inference: Inference;
  options: CaptureOptions;
}

/**
 * Kept on the trace under a registered symbol, not in a WeakMap: it survives `{ ...trace }`, is left out of JSON, and is
 * found by the other copy of exray where a setup file loaded the CJS build and the test the ESM one.
 */
const ORIGIN = Symbol.for('exray.origin');

/** The trace, knowing where it came from. */
export function withOrigin<T extends Trace>(trace: T, origin: Origin): T {
  return { ...trace, [ORIGIN]: origin };
}

/** Where a recorded trace came from; undefined for loaded ones and named arrays. */
export const originOf = (trace: Trace): Origin | undefined => (trace as { [ORIGIN]?: Origin })[ORIGIN];
