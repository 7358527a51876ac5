import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { scaleWeights } from '../../examples/demo/faults.ts';
import { install, jest, project, vitest } from './harness.ts';
import { current, next, older } from './installations.ts';
import { jestReport, type Outcome, outcomeOf, vitestReport } from './outcome.ts';

const model = fileURLToPath(new URL('../../fixtures/models/effnet-lite0-trunc.onnx', import.meta.url));

/** The app's models: one as it should be, one with the weights of one layer 1 % too large. */
const addModels = (folder: string) => {
  mkdirSync(folder, { recursive: true });
  for (const name of ['healthy', 'reference']) cpSync(model, join(folder, `${name}.onnx`));
  writeFileSync(join(folder, 'broken.onnx'), scaleWeights(readFileSync(model), 'block01/depthwise', 1.01));
};

const matching = (...args: Parameters<typeof project>): string => {
  const folder = project(...args);
  addModels(join(folder, 'models'));
  return folder;
};

/** The green test passes, the red one names layer, own error, tolerance, and where the trace was kept. */
const check = (outcome: Outcome, folder: string) => {
  expect(outcome).toMatchObject({ 'a healthy model matches its reference': '' });
  const message = outcome['a broken model is named by its layer'] ?? '';
  expect(message).toMatch(
    /block01\/depthwise\/relu6 \(FusedConv\) diverges: on the inputs that it got, its output is off by 0\.00\d+ \(tolerance 0\.00001\); 4 layers before it agree\n/,
  );
  expect(message).toMatch(/\n> block01\/depthwise\/relu6 +FusedConv +0\.00\d+ /);
  const kept = /Kept: (\.exray\/[\w-]+\.safetensors)/.exec(message)?.[1] ?? 'nothing';
  expect(existsSync(join(folder, kept)), kept).toBe(true);
  expect(readFileSync(join(folder, '.exray/.gitignore'), 'utf8')).toBe('*\n');
};

const checkAll = (outcome: Outcome, folder: string) => {
  check(outcome, folder);
  expect(outcome['other inputs are named before layers']).toMatch(
    /the input images differs from the reference's by a drift of .*: it is the reference x 2 - 1\n.*Not judged, for this comes first: layers, result\./s,
  );
  expect(outcome['another result is named']).toMatch(/result\.strongest is \d+, the reference has 99/);
};

describe('Vitest 4.1, ES modules in TypeScript', () => {
  test('matchers pass and fail with their messages, and attach the trace', async () => {
    const at = await install('current', current);
    const folder = matching(at, 'matching', {}, 'matching-vitest4');
    await vitest(at, folder, vitestReport);
    checkAll(outcomeOf(folder), folder);
    expect(readdirSync(join(folder, '.vitest-attachments')).some((name) => name.includes('exray'))).toBe(true);
  });

  test('an HTTP service is recorded through its port', async () => {
    const at = await install('current', current);
    const folder = matching(at, 'matching', {}, 'matching-service');
    await vitest(at, folder, ['--config', 'vitest.service.config.mjs', ...vitestReport]);
    check(outcomeOf(folder), folder);
  });

  test('the app may be another package of a workspace', async () => {
    const at = await install('current', current);
    const folder = project(at, 'workspace');
    addModels(join(folder, 'packages/app/models'));
    mkdirSync(join(folder, 'node_modules/@acme'), { recursive: true });
    symlinkSync(join(folder, 'packages/app'), join(folder, 'node_modules/@acme/app'));
    const tests = join(folder, 'packages/tests');
    await vitest(at, tests, vitestReport);
    check(outcomeOf(tests), tests);
  });
});

describe('Vitest 5 on Node 22', () => {
  test('matchers pass and fail with their messages', async () => {
    const at = await install('next', next);
    const folder = matching(at, 'matching', {}, 'matching-vitest5');
    await vitest(at, folder, vitestReport);
    checkAll(outcomeOf(folder), folder);
  });

  test('an assertion that is not awaited fails its own test', async () => {
    const at = await install('next', next);
    const folder = project(at, 'awaiting', {}, 'awaiting-vitest5');
    await vitest(at, folder, vitestReport);
    const outcome = outcomeOf(folder);
    for (const name of ['forgotten and right', 'forgotten and wrong', 'soft and forgotten', 'concurrent > forgotten'])
      expect(`${name}: ${outcome[name]}`).toMatch(/toMatchReferenceResult was called and not awaited/);
    expect(outcome).toMatchObject({
      'awaited and right': '',
      'clean after a forgotten one': '',
      'awaited together': '',
    });
  });
});

describe('Vitest 3.2', () => {
  test('recording and comparison work', async () => {
    const at = await install('older', older);
    const folder = matching(at, 'matching', {}, 'matching-vitest3');
    await vitest(at, folder, vitestReport);
    checkAll(outcomeOf(folder), folder);
  });
});

describe('Jest 30', () => {
  test('in CommonJS', async () => {
    const at = await install('current', current);
    const folder = matching(at, 'matching', {}, 'matching-jest');
    await jest(at, folder, jestReport);
    check(outcomeOf(folder), folder);
  });

  test('in ES modules with TypeScript', async () => {
    const at = await install('current', current);
    const folder = matching(at, 'matching', {}, 'matching-jest-ts');
    await jest(at, folder, ['--config', 'jest.ts.config.cjs', ...jestReport], {
      NODE_OPTIONS: '--experimental-vm-modules',
    });
    checkAll(outcomeOf(folder), folder);
  });
});

describe('Jest 29.7', () => {
  test('recording and comparison work', async () => {
    const at = await install('older', older);
    const folder = matching(at, 'matching', {}, 'matching-jest29');
    await jest(at, folder, jestReport);
    check(outcomeOf(folder), folder);
  });
});
