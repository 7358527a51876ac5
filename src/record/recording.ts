import { ExrayError } from '../errors.ts';
import { builtin } from '../runtimes/builtins.ts';
import { hub, type Recording } from '../runtimes/hub.ts';
import { tfjsTensors } from '../runtimes/others.ts';
import type { InferenceListener } from '../runtimes/runtime.ts';
import { guardTimers } from './fakeTimers.ts';

/** What one recording saw besides its inferences. */
export interface Observation<T> {
  result: T;
  title: string;
  outside: Recording['outside'];
  /** Child processes and worker threads that this thread has started since the test file was set up. */
  childProcesses: number;
  workers: number;
  /** Tensors that tfjs made meanwhile. */
  tfjsTensors: number;
}

interface ObserveOptions {
  exclusive: boolean;
  receive: InferenceListener;
  /** Whether anything was received, asked when `run` has ended. */
  sawNothing: () => boolean;
  /** The exported function: the frame above it in the stack is the user's. */
  caller: (...args: never[]) => unknown;
}

// Taken when exray is loaded: fake timers may replace it later.
const { setImmediate: realSetImmediate } = builtin<typeof import('node:timers')>('timers');

/**
 * Runs the app's code in an async context of its own and receives the inferences that belong to it: those whose
 * innermost recording this is, or, where it is exclusive, all of this thread. What `run` throws passes through.
 *
 * @throws ExrayError `two-exclusive`
 */
export const observe = async <T>(run: () => T, options: ObserveOptions): Promise<Observation<Awaited<T>>> => {
  const theHub = hub();
  const title = titleOf(options.caller);
  const recording: Recording = {
    title,
    exclusive: options.exclusive,
    ended: false,
    receive: options.receive,
    outside: [],
  };
  if (options.exclusive) {
    const other = [...theHub.recordings].find(({ exclusive }) => exclusive);
    if (other !== undefined) throw twoExclusive(other.title, title);
  }
  theHub.recordings.add(recording);
  const tfjsBefore = tfjsTensors();
  try {
    const result = await guardTimers(() => theHub.context.run(recording, run), theHub);
    if (options.sawNothing()) await turns(3);
    const { childProcesses, workers } = theHub;
    return {
      result,
      title,
      outside: recording.outside,
      childProcesses,
      workers,
      tfjsTensors: tfjsTensors() - tfjsBefore,
    };
  } finally {
    recording.ended = true;
    theHub.recordings.delete(recording);
    // Async contexts made by `run` may live on and hold the recording: it must hold nothing.
    recording.receive = nothing;
    recording.outside = [];
  }
};

const nothing = (): void => {};

/** Lets inferences that were started but not awaited come in, so that the message can say so. */
const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => realSetImmediate(resolve));
};

/** The running test's name where a setup file gives it, and the place of the call. */
const titleOf = (caller: ObserveOptions['caller']): string => {
  const test = hub().currentTest?.();
  const at: { stack?: string } = {};
  Error.captureStackTrace(at, caller);
  const frame = /\(?((?:file:\/\/)?[^()\s]+:\d+):\d+\)?$/m.exec(at.stack ?? '')?.[1];
  const place = frame?.split(/[\\/]/).slice(-2).join('/');
  if (test === undefined || test === '') return place === undefined ? 'a record' : `the record at ${place}`;
  return place === undefined ? `test "${test}"` : `test "${test}" (${place})`;
};

const twoExclusive = (first: string, second: string): ExrayError =>
  new ExrayError('two-exclusive', {
    what: `${second} asks for an exclusive record while that of ${first} is in progress`,
    why: 'An exclusive record takes every inference of its thread, so two at a time cannot be told apart',
    fix: 'Run one after the other: without test.concurrent, and awaiting the first',
  });
