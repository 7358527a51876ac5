import { ExrayError } from '../src/errors.ts';
import type { ReceivedTensor } from '../src/preprocessing/tensor/receivedTensor.ts';
import { isTrace } from '../src/reference/isTrace.ts';
import type { Trace } from '../src/trace/trace.ts';

/**
 * The trace that `expect` was given.
 *
 * @throws ExrayError `not-a-trace`, saying what was given instead.
 */
export function expectTrace(received: unknown, matcher: string): Trace {
  if (isTrace(received)) return received;
  if (Array.isArray(received) && received.length > 0 && received.every(isTrace))
    throw new ExrayError('not-a-trace', {
      what: `${matcher} takes one trace and was given ${received.length}`,
      fix: `Write an assertion for each: for (const trace of traces) await expect(trace).${matcher}(...)`,
    });
  throw notATrace(received, matcher);
}

/** One trace or several: of several photos, or the `traces` of `recordAll`. */
export function expectTraces(received: unknown, matcher: string): Trace[] {
  if (isTrace(received)) return [received];
  if (Array.isArray(received) && received.length > 0 && received.every(isTrace)) return received;
  throw notATrace(received, matcher);
}

/** One trace, or a tensor as apps hold it. */
export async function expectFed(received: unknown, matcher: string): Promise<Trace | ReceivedTensor> {
  const { isReceivedTensor } = await import('../src/preprocessing/tensor/receivedTensor.ts');
  if (isReceivedTensor(received)) return received;
  if (ArrayBuffer.isView(received))
    throw new ExrayError('not-a-trace', {
      what: `${matcher} was given a ${received.constructor.name}`,
      why: 'Its values alone do not say how they lie',
      fix: `Give its shape, too: await expect({ data, shape: [1, 3, 224, 224] }).${matcher}(...)`,
    });
  if (Array.isArray(received)) return expectTrace(received, matcher);
  if (isTrace(received)) return received;
  throw notATrace(received, matcher, 'It needs a trace, a tensor of onnxruntime or tfjs, or { data, shape }');
}

function notATrace(received: unknown, matcher: string, needs = 'It needs a trace: what record() returned'): ExrayError {
  const { what, why, fix } = mistake(received);
  return new ExrayError('not-a-trace', {
    what: `${matcher} was given ${what}`,
    why: why ?? needs,
    fix: fix ?? `Write: const trace = await record(() => classify(image)); await expect(trace).${matcher}(...)`,
  });
}

function mistake(received: unknown): { what: string; why?: string; fix?: string } {
  if (isThenable(received)) {
    // Nobody else waits for it: without this, its failure would end the run as an unhandled rejection.
    received.then(undefined, () => {});
    return {
      what: 'a promise',
      why: 'record() takes time, and its trace is only there once it is awaited',
      fix: 'Write: const trace = await record(...)',
    };
  }
  if (received instanceof Error || Object.prototype.toString.call(received) === '[object Error]')
    return { what: `an error (${(received as Error).message})`, why: 'The recorded code failed, so there is no trace' };
  if (typeof received === 'function')
    return { what: 'a function', fix: 'Record it first: const trace = await record(() => classify(image))' };
  if (Array.isArray(received))
    return { what: received.length === 0 ? 'an empty list' : `a list whose entries are not all traces` };
  if (typeof received === 'object' && received !== null && 'traces' in received && Array.isArray(received.traces))
    return { what: 'what recordAll() returned', fix: 'Give its traces: const { traces } = await recordAll(...)' };
  return {
    what:
      received === null
        ? 'null'
        : typeof received === 'object'
          ? 'an object that is no trace'
          : `${typeof received}` === 'undefined'
            ? 'undefined'
            : `a ${typeof received}`,
  };
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
