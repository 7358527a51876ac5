import { expect, test } from 'vitest';
import type { Facts } from '../../src/record/nothing/facts.ts';
import { reasons } from '../../src/record/nothing/reasons.ts';
import { afterHaste } from '../../src/record/nothing/sawNothing.ts';

/** A process in which nothing speaks for any reason but the last. */
const quiet: Facts = {
  failed: [],
  unknown: 0,
  late: 0,
  outside: [],
  childProcesses: 0,
  workers: 0,
  fakeTimers: false,
  presences: [{ runtime: 'onnxruntime-node', loaded: false, observed: true, signs: [] }],
  others: [],
  tfjsTensors: 0,
  servers: [],
  framework: undefined,
  isSetUp: true,
};
const spoken = (facts: Partial<Facts>) => {
  for (const { code, problem } of reasons) {
    const found = problem({ ...quiet, ...facts });
    if (found !== undefined) return { code, ...found };
  }
  throw new Error('no reason');
};
const loaded = { runtime: 'onnxruntime-node', loaded: true, observed: true, version: '1.30.0', signs: [] };
const tfjs = { runtime: 'tfjs', loaded: true, observed: true, version: '4.22.0', signs: [] };
const failed = {
  runtime: 'onnxruntime-node',
  model: { bytes: new Uint8Array(83) },
  sessionOptions: {},
  session: {},
  inputs: {},
  outputs: {},
  error: new Error('bad\nindex'),
  milliseconds: 1,
};

test.each<[string, Partial<Facts>, string]>([
  ['not-loaded', {}, 'No supported runtime is loaded in this process (onnxruntime-node)'],
  ['not-called', { presences: [loaded] }, 'onnxruntime-node 1.30.0 is loaded, but run called no session'],
  ['elsewhere', { workers: 2, childProcesses: 1 }, 'This thread has started 2 worker threads and 1 child process'],
  ['unsupported-runtime', { others: [{ name: 'LiteRT.js', file: 'l.js' }], workers: 1 }, 'LiteRT.js is loaded (l.js)'],
  [
    'tfjs-kernels',
    { others: [{ name: 'tfjs', file: 'tf.js', hasModels: false }], tfjsTensors: 1, workers: 1 },
    'tfjs made 1 tensor while run ran, by kernels that code calls one by one (neither tfjs-layers nor tfjs-converter is loaded)',
  ],
  [
    'not-called',
    { others: [{ name: 'tfjs', file: 'tf.js', hasModels: false }], presences: [tfjs] },
    'tfjs 4.22.0 is loaded, but run called no model',
  ],
  [
    'unreachable',
    { presences: [{ ...tfjs, unreachable: 'dist/app.js' }], tfjsTensors: 2, workers: 1 },
    'dist/app.js holds a copy of tfjs and hands its classes to nobody, as bundles do, so calls of its models are not seen; it made 2 tensors while run ran',
  ],
  [
    'unreachable',
    { presences: [{ ...tfjs, unreachable: '' }] },
    'A copy of tfjs was loaded before exray, by a script that hands its classes to nobody (a bundle), so calls',
  ],
  [
    'not-called',
    { presences: [loaded, tfjs] },
    'onnxruntime-node 1.30.0 and tfjs 4.22.0 are loaded, but run called no session',
  ],
  ['not-called', { presences: [tfjs] }, 'tfjs 4.22.0 is loaded, but run called no model'],
  [
    'not-called',
    { presences: [tfjs], tfjsTensors: 3 },
    'tfjs 4.22.0 made 3 tensors while run ran, but run called no model (predict, execute and their like): layers or kernels called one by one make no inference',
  ],
  ['not-called', { presences: [tfjs], fakeTimers: true }, 'tfjs 4.22.0 is loaded, but run called no model'],
  [
    'mocked',
    { presences: [{ ...tfjs, signs: ['mocked'], mocked: '@tensorflow/tfjs' }] },
    '@tensorflow/tfjs is mocked in this test',
  ],
  ['outside', { outside: [{ model: { name: 'scores' }, count: 1 }] }, '1 inference of the model scores ran outside'],
  ['loaded-before', { presences: [{ ...loaded, observed: false }] }, 'onnxruntime-node was loaded before exray'],
  ['fake-timers', { presences: [loaded], fakeTimers: true }, 'Fake timers are on'],
  [
    'mocked',
    { presences: [{ ...loaded, signs: ['mocked'] }], fakeTimers: true },
    'onnxruntime-node is mocked in this test',
  ],
  ['outside', { outside: [{ model: { size: 83 }, count: 3 }] }, '3 inferences of a model of 83 bytes ran outside'],
  [
    'ended-record',
    { outside: [{ model: { path: 'a.onnx' }, count: 1, endedRecording: 'test "a"' }] },
    'ran in the context of test "a", which had ended',
  ],
  ['not-awaited', { late: 1, outside: [{ model: {}, count: 1 }] }, '1 inference ran after run had returned'],
  ['failed', { failed: [failed], late: 1 }, 'The inference of a model of 83 bytes failed, and the app went on: bad'],
  ['older-session', { unknown: 1, failed: [failed] }, 'made before exray was loaded, so its model is not known'],
])('%s is the reason where it applies, before those that are less certain', (code, facts, words) => {
  const found = spoken(facts);
  expect(found.code).toBe(code);
  expect(found.why).toContain(words);
  expect(found.fix?.length).toBeGreaterThan(20);
});

test.each(reasons.map((reason) => [reason.code, reason] as const))(
  '%s comes after a forgotten await where it is only a guess',
  (_, reason) => {
    const found = { why: 'Why', fix: 'Fix' };
    expect(afterHaste(found, quiet)).toEqual(found);
    for (const hasty of ['undefined', 'no promise'] as const)
      expect(afterHaste(found, { ...quiet, hasty }).why).toBe(
        `run returned ${hasty}: a return or await may be missing in it, as in record(() => classify(image)). If not: Why`,
      );
    expect(reason.guess).toBe(
      /^(older-session|failed|not-awaited|ended-record|outside|mocked)$/.test(reason.code) ? undefined : true,
    );
  },
);

test('every reason has words of its own', () => {
  expect(new Set(reasons.map(({ code }) => code)).size).toBe(reasons.length);
});

test.each([
  [
    { framework: 'vitest', isSetUp: false },
    "Add exray's setup file, before all others: vitest.config.ts: test: { setupFiles: ['exray/vitest'] }",
  ],
  [
    { framework: 'jest', isSetUp: true },
    "Put exray's setup file before all others: jest.config.js: setupFilesAfterEnv: ['exray/jest']",
  ],
  [
    { isSetUp: false },
    "Add exray's setup file, before all others: vitest.config.ts: test: { setupFiles: ['exray/vitest'] }, or jest.config.js: setupFilesAfterEnv: ['exray/jest']",
  ],
] as const)('the line for the configuration is that of the runner: %#', (facts, line) => {
  expect(spoken({ unknown: 1, ...facts }).fix).toBe(line);
});
