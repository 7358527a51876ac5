import type { AsyncLocalStorage } from 'node:async_hooks';
import { ExrayError } from '../errors.ts';
import { builtin, inMainRealm, type NodeModule } from './builtins.ts';
import type { Inference, InferenceListener } from './runtime.ts';
import { countSyncChildren } from './syncChildren.ts';

/** Raised whenever hub, recordings or observers change in a way that another copy of exray would not understand. */
const VERSION = 1;
const KEY = Symbol.for('exray.hub');

/** One `record` in progress. After its end it stays in the async contexts that it made, and so holds nothing. */
export interface Recording {
  /** The test, or the place in the code, that called `record`. */
  title: string;
  exclusive: boolean;
  ended: boolean;
  /** Gets the inferences that belong to this recording. */
  receive: InferenceListener;
  /** What ran while this recording was in progress and belonged to none. */
  outside: OutsideInference[];
}

/** Inferences that belong to no recording: counted, never copied. */
export interface OutsideInference {
  model: Beginning;
  count: number;
  /** The recording, ended by then, in whose async context they ran. */
  endedRecording?: string;
}

/** What a runtime's observer knows when an inference begins. */
export interface Beginning {
  path?: string;
  size?: number;
  /** The model's own name. */
  name?: string;
}

/**
 * What all copies of exray in a thread share: the ESM and the CJS build, and the copies of several test files in one
 * process. Observers publish to it, `record` listens.
 */
export interface Hub {
  version: number;
  context: AsyncLocalStorage<Recording>;
  /** In progress. */
  recordings: Set<Recording>;
  /** Inferences seen in this thread, wherever they belonged. */
  seen: number;
  /** Child processes and worker threads that this thread started since the test file was set up. */
  childProcesses: number;
  workers: number;
  /** Name of the running test; set anew by each file's setup. */
  currentTest?: (() => string | undefined) | undefined;
  /** State of each runtime's observer, by the runtime's name. */
  observers: Record<string, unknown>;
  /** The recordings that an inference beginning now belongs to; it is counted as outside where there is none. */
  begin(beginning: Beginning): Recording[];
  /** Hands a finished inference over. */
  publish(inference: Inference, recordings: readonly Recording[]): void;
}

/** This thread's hub, made at the first call. */
export const hub = (): Hub => {
  const holder = builtin<NodeModule>('module')._extensions;
  const found = holder[KEY] as Hub | undefined;
  if (found === undefined) {
    const { AsyncLocalStorage } = builtin<typeof import('node:async_hooks')>('async_hooks');
    const made = inMainRealm(makeHub)(
      VERSION,
      new AsyncLocalStorage<Recording>(),
      builtin<typeof import('node:diagnostics_channel')>('diagnostics_channel'),
    );
    // Not on globalThis (one per vm context) nor on process (a copy in Jest): this table is one per thread everywhere.
    Object.defineProperty(holder, KEY, { value: made, configurable: true });
    countSyncChildren(made);
    return made;
  }
  if (found.version === VERSION) return found;
  throw new ExrayError('two-versions', {
    what: 'Two versions of exray that cannot share a process are loaded',
    why: `One has observers of version ${found.version}, the other of version ${VERSION}`,
    fix: 'Find them with `npm ls exray` and install one version',
  });
};

/** Runs in the main realm (see {@link inMainRealm}): uses nothing but its arguments and globals. */
const makeHub = (
  version: number,
  context: AsyncLocalStorage<Recording>,
  channels: typeof import('node:diagnostics_channel'),
): Hub => {
  const hub: Hub = {
    version,
    context,
    recordings: new Set(),
    seen: 0,
    childProcesses: 0,
    workers: 0,
    observers: {},
    begin({ path, size, name }) {
      hub.seen++;
      const innermost = context.getStore();
      const recordings: Recording[] = [];
      if (innermost !== undefined && !innermost.ended) recordings.push(innermost);
      for (const recording of hub.recordings) {
        if (recording.exclusive && recording !== innermost) recordings.push(recording);
      }
      if (innermost !== undefined && !innermost.ended) return recordings;
      const endedRecording = innermost?.title;
      for (const recording of hub.recordings) {
        if (recordings.includes(recording)) continue;
        const same = recording.outside.find(
          ({ model, ...one }) =>
            model.path === path && model.size === size && model.name === name && one.endedRecording === endedRecording,
        );
        if (same !== undefined) same.count++;
        else {
          recording.outside.push({
            model: {
              ...(path !== undefined && { path }),
              ...(size !== undefined && { size }),
              ...(name !== undefined && { name }),
            },
            count: 1,
            ...(endedRecording !== undefined && { endedRecording }),
          });
        }
      }
      return recordings;
    },
    publish(inference, recordings) {
      for (const recording of recordings) if (!recording.ended) recording.receive(inference);
    },
  };
  channels.subscribe('child_process', () => {
    hub.childProcesses++;
  });
  channels.subscribe('worker_threads', () => {
    hub.workers++;
  });
  return hub;
};
