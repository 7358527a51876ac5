import { heldByFakeTimers } from '../fakeTimers.ts';
import { modelLabel, pathLabel } from '../inference/summary.ts';
import type { Facts, Reason } from './facts.ts';
import { listed, named, plural } from './words.ts';

/** Where exray's setup file goes, in the words of the runner's own configuration. */
const setupLine = (facts: Facts): string =>
  `${facts.isSetUp ? "Put exray's setup file before all others" : "Add exray's setup file, before all others"}: ${configLine(facts)}`;

const configLine = ({ framework }: Facts): string => {
  const vitest = "vitest.config.ts: test: { setupFiles: ['exray/vitest'] }";
  const jest = "jest.config.js: setupFilesAfterEnv: ['exray/jest']";
  if (framework === 'vitest') return vitest;
  if (framework === 'jest') return jest;
  return `${vitest}, or ${jest}`;
};

/** The inference ran and threw, and the app caught that. */
const failed: Reason = {
  code: 'failed',
  problem: ({ failed: [first] }) =>
    first && {
      why: `The inference of ${modelLabel(first.model)} failed, and the app went on: ${firstLine(first.error)}`,
      fix: 'Make the inference succeed; what it threw is in the sentence before',
    },
};

const firstLine = (error: unknown): string =>
  (String((error as { message?: unknown } | undefined)?.message ?? error).split('\n')[0] as string).slice(0, 300);

/** An inference of a session that is older than the observer. */
const olderSession: Reason = {
  code: 'older-session',
  problem: (facts) =>
    facts.unknown === 0
      ? undefined
      : {
          why: `${plural(facts.unknown, 'inference')} ran in a session that was made before exray was loaded, so its model is not known`,
          fix: setupLine(facts),
        },
};

/** `run` started the inference and returned without waiting for it. */
const notAwaited: Reason = {
  code: 'not-awaited',
  problem: ({ late }) =>
    late === 0
      ? undefined
      : {
          why: `${plural(late, 'inference')} ran after run had returned: its promise was not awaited`,
          fix: 'Return or await the promise: record(() => classify(image)) or record(async () => { await classify(image); })',
        },
};

/** The inference ran in the async context of a record that is over. */
const endedRecord: Reason = {
  code: 'ended-record',
  problem: ({ outside }) => {
    const ended = outside.filter((one) => one.endedRecording !== undefined);
    return ended[0] === undefined
      ? undefined
      : {
          why: `${listed(ended)} ran in the context of ${ended[0].endedRecording}, which had ended: something that it started, such as a loop or a queue, still runs there`,
          fix: 'Stop it when the first record ends, make it outside of record, or use record(run, { exclusive: true })',
        };
  },
};

/** Inferences ran, but not in this record's context. */
const outside: Reason = {
  code: 'outside',
  problem: ({ outside: seen, servers }) =>
    seen.length === 0
      ? undefined
      : {
          why: `${listed(seen)} ran outside of its async context, ${
            servers.length > 0
              ? `as it does behind an HTTP server that was started before (one listens at ${servers.join(' and ')})`
              : 'as it does behind a queue, a pool or a server that was started before'
          }`,
          fix: 'Use record(run, { exclusive: true }), which takes every inference of this thread while run runs, or start the server or queue inside run',
        },
};

/** The runtime that the app gets is a mock. */
const mocked: Reason = {
  code: 'mocked',
  problem: ({ presences }) => {
    const mock = presences.find(({ signs }) => signs.includes('mocked'));
    if (mock === undefined) return undefined;
    const name = mock.mocked ?? mock.runtime;
    return {
      why: `${name} is mocked in this test, so no model ran`,
      fix: `Take the mock away here: vi.unmock('${name}') or jest.unmock('${name}'), or a test file without it`,
    };
  },
};

const fakeTimers: Reason = {
  code: 'fake-timers',
  guess: true,
  problem: ({ fakeTimers, presences }) => {
    const isLoaded = (name: string) => presences.some(({ runtime, loaded }) => runtime === name && loaded);
    // tfjs waits for no timer.
    const held = isLoaded('onnxruntime-node') || !isLoaded('tfjs');
    return fakeTimers && held ? heldByFakeTimers : undefined;
  },
};

/** A copy of tfjs whose classes nobody can have: its models run unseen. */
const unreachable: Reason = {
  code: 'unreachable',
  guess: true,
  problem: ({ presences, tfjsTensors }) => {
    const hidden = presences.find((presence) => presence.unreachable !== undefined);
    if (hidden?.unreachable === undefined) return undefined;
    const { runtime, unreachable: file } = hidden;
    const made = tfjsTensors > 0 ? `; it made ${plural(tfjsTensors, 'tensor')} while run ran` : '';
    return {
      why:
        file === ''
          ? `A copy of ${runtime} was loaded before exray, by a script that hands its classes to nobody (a bundle), so calls of its models are not seen${made}`
          : `${pathLabel(file)} holds a copy of ${runtime} and hands its classes to nobody, as bundles do, so calls of its models are not seen${made}`,
      fix: "Keep @tensorflow/tfjs out of the bundle (Vitest: server.deps.external), or give exray its classes before the models run: import { observeTfjs } from 'exray'; observeTfjs({ GraphModel, LayersModel })",
    };
  },
};

/** The observer came too late for sessions that nobody can see any more. */
const loadedBefore: Reason = {
  code: 'loaded-before',
  guess: true,
  problem: (facts) => {
    const early = facts.presences.find(({ loaded, observed }) => loaded && !observed);
    return (
      early && {
        why: `${early.runtime} was loaded before exray, and sessions made by then are not seen`,
        fix: setupLine(facts),
      }
    );
  },
};

const elsewhere: Reason = {
  code: 'elsewhere',
  guess: true,
  problem: ({ childProcesses, workers }) => {
    if (childProcesses === 0 && workers === 0) return undefined;
    const what = [
      ...(workers > 0 ? [plural(workers, 'worker thread')] : []),
      ...(childProcesses > 0 ? [plural(childProcesses, 'child process', 'child processes')] : []),
    ].join(' and ');
    return {
      why: `This thread has started ${what}: exray sees the inferences of the test's own thread only`,
      fix: 'Call the function that the worker runs directly in the test',
    };
  },
};

/** tfjs computed something, and no part of it that could load a model is there. */
const tfjsKernels: Reason = {
  code: 'tfjs-kernels',
  guess: true,
  problem: ({ others, tfjsTensors }) =>
    tfjsTensors > 0 && others.some(({ hasModels }) => hasModels === false)
      ? {
          why: `tfjs made ${plural(tfjsTensors, 'tensor')} while run ran, by kernels that code calls one by one (neither tfjs-layers nor tfjs-converter is loaded): without a model there are no layers`,
          fix: 'Compare what run returns with expect alone, or record the file of the model that this code stands for with recordModel',
        }
      : undefined,
};

const unsupported: Reason = {
  code: 'unsupported-runtime',
  guess: true,
  problem: ({ others }) => {
    const first = others.find(({ hasModels }) => hasModels !== false);
    return (
      first && {
        why: `${first.name} is loaded (${pathLabel(first.file)}), and exray does not observe it yet`,
        fix: 'Run the model through onnxruntime-node in the test, or record its file with recordModel',
      }
    );
  },
};

const notCalled: Reason = {
  code: 'not-called',
  guess: true,
  problem: ({ presences, tfjsTensors }) => {
    const loaded = presences.filter((presence) => presence.loaded);
    const tfjs = loaded.find(({ runtime }) => runtime === 'tfjs');
    if (tfjs !== undefined && tfjsTensors > 0) {
      return {
        why: `${named(tfjs)} made ${plural(tfjsTensors, 'tensor')} while run ran, but run called no model (predict, execute and their like): layers or kernels called one by one make no inference`,
        fix: 'Call the model as a whole in run, or record it alone with recordModel',
      };
    }
    return (
      loaded[0] && {
        why: `${loaded.map(named).join(' and ')} ${loaded.length === 1 ? 'is' : 'are'} loaded, but run called no ${loaded[0] === tfjs ? 'model' : 'session'}`,
        fix: "Check that run reaches the model: an early return, a cached answer, or a mock of one of the app's own modules keeps it from that",
      }
    );
  },
};

const notLoaded: Reason = {
  code: 'not-loaded',
  guess: true,
  problem: ({ presences }) => ({
    why: `No supported runtime is loaded in this process (${presences.map(({ runtime }) => runtime).join(', ')})`,
    fix: "Check that run reaches the model: an early return, a cached answer, or a mock of one of the app's own modules keeps it from that",
  }),
};

/** From what is certain to what is only likely; the first that applies speaks. */
export const reasons: readonly Reason[] = [
  olderSession,
  failed,
  notAwaited,
  endedRecord,
  outside,
  mocked,
  fakeTimers,
  unreachable,
  loadedBefore,
  tfjsKernels,
  unsupported,
  elsewhere,
  notCalled,
  notLoaded,
];
