import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { entryText } from '../../src/golden/entry/entryText.ts';
import { decodeGolden } from '../../src/golden/file/decodeGolden.ts';
import { encodeGolden } from '../../src/golden/file/encodeGolden.ts';
import { buildModel, floats } from '../formats/onnx/buildModel.ts';
import { type Installation, install, jest, project, type Run, vitest } from './harness.ts';
import { current, next, older } from './installations.ts';
import { jestReport, type Outcome, outcomeOf, vitestReport } from './outcome.ts';

/** A test framework whose snapshots hold goldens. */
export interface Framework {
  name: string;
  at: () => Promise<Installation>;
  /** Folder of its tests, and what their names end in. */
  folder: 'vitest' | 'jest';
  extension: string;
  /** What stands above the tests' bodies, which are the same for all. */
  header: string;
}

const forVitest = {
  folder: 'vitest',
  extension: '.test.mjs',
  header: `import { createRequire } from 'node:module';
import { record } from 'exray';

const { classify } = createRequire(import.meta.url)('../app/classify.cjs');
const retried = (name, run) => test(name, { retry: 2 }, run);
const concurrently = (name, run) => test.concurrent(name, ({ expect }) => run(expect));
`,
} as const;

const forJest = {
  folder: 'jest',
  extension: '.test.cjs',
  header: `const { record } = require('exray');
const { classify } = require('../app/classify.cjs');

const retried = (name, run) => {
  jest.retryTimes(2);
  test(name, run);
};
const concurrently = (name, run) => test.concurrent(name, () => run(expect));
`,
} as const;

export const frameworks: Framework[] = [
  { name: 'Vitest 4.1', at: () => install('current', current), ...forVitest },
  { name: 'Vitest 5', at: () => install('next', next), ...forVitest },
  { name: 'Jest 30', at: () => install('current', current), ...forJest },
];

export const vitest3: Framework = { name: 'Vitest 3.2', at: () => install('older', older), ...forVitest };
export const jest29: Framework = { name: 'Jest 29.7', at: () => install('older', older), ...forJest };

/** A network of six layers; `scale` is that of one convolution's weights. */
export const model = (scale = 1): Uint8Array =>
  buildModel({
    inputs: { image: ['float32', [1, 3, 16, 16]] },
    outputs: { scores: ['float32', [1, 5]] },
    weights: {
      first: floats([4, 3, 3, 3]),
      second: floats(
        [8, 4, 3, 3],
        Array.from({ length: 288 }, (_, at) => Math.cos(at) * scale),
      ),
      last: floats([8, 5]),
    },
    nodes: [
      ['Conv', ['image', 'first'], ['features/conv1']],
      ['Relu', ['features/conv1'], ['features/relu1']],
      ['Conv', ['features/relu1', 'second'], ['features/conv2']],
      ['GlobalAveragePool', ['features/conv2'], ['pooled']],
      ['Flatten', ['pooled'], ['flat']],
      ['Gemm', ['flat', 'last'], ['scores']],
    ],
  });

const cases = fileURLToPath(new URL('goldens/cases', import.meta.url));

/** A project of a framework with goldens. */
export interface GoldenProject {
  at: Installation;
  folder: string;
  /** Writes the app's model. */
  setModel(scale?: number): void;
  /** Makes a test file of a body in `goldens/cases/`, or of a text. */
  addTests(name: string, body?: string): void;
  /** Removes a test file with its snapshots. */
  remove(name: string): void;
  testFile(name: string): string;
  snapFile(name: string): string;
  /** Runs the framework; each test's failure by its name. */
  run(args?: readonly string[], env?: Record<string, string>): Promise<Run & { outcome: Outcome }>;
  /** SHA-256 of every file that belongs to snapshots, by its path. */
  files(): Record<string, string>;
}

/** Makes a project. */
export async function goldenProject(
  { name, at: installed, folder: tests, extension, header }: Framework,
  as: string,
): Promise<GoldenProject> {
  const at = await installed();
  const folder = project(at, 'goldens', {}, `goldens-${as}-${name.toLowerCase().replaceAll(/\W+/g, '-')}`);
  mkdirSync(join(folder, 'models'));
  mkdirSync(join(folder, tests));
  const testFile = (file: string) => join(tests, `${file}${extension}`);
  const self: GoldenProject = {
    at,
    folder,
    setModel: (scale) => writeFileSync(join(folder, 'models/model.onnx'), model(scale)),
    addTests: (file, body = readFileSync(join(cases, `${file}.js`), 'utf8')) =>
      writeFileSync(join(folder, testFile(file)), `${header}\n${body}`),
    testFile,
    remove: (file) => {
      const snap = self.snapFile(file);
      for (const gone of [testFile(file), snap, snap.replace(/\.snap$/, '.layers')])
        rmSync(join(folder, gone), { recursive: true, force: true });
    },
    snapFile: (file) => join(tests, '__snapshots__', `${file}${extension}.snap`),
    run: async (args = [], env = {}) => {
      const ran = await (tests === 'vitest'
        ? vitest(at, folder, [...vitestReport, '--reporter=default', ...args], env)
        : jest(at, folder, [...jestReport, ...args], env));
      return { ...ran, outcome: outcomeOf(folder) };
    },
    files: () => snapshotFiles(folder),
  };
  self.setModel();
  return self;
}

function snapshotFiles(folder: string): Record<string, string> {
  return Object.fromEntries(
    (readdirSync(folder, { recursive: true }) as string[])
      .map((path) => join(folder, path))
      .filter((path) => /\.(snap|layers)(\/|$)/.test(path) && statSync(path).isFile())
      .sort()
      .map((path) => [relative(folder, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

/** The sidecars that a `.snap` names, by its entries' keys as they stand there. */
export function entriesOf(folder: string, snap: string): Map<string, string> {
  const text = readFileSync(join(folder, snap), 'utf8');
  return new Map(
    [...text.matchAll(/^exports\[`(.*)`\] = `\nexray golden 1\nsidecar: (\S+)\nsha256: ([0-9a-f]{64})$/gm)].map(
      ([, key, file]) => [key as string, file as string],
    ),
  );
}

/** Names of the files in the folder of sidecars. */
export const sidecarsOf = (folder: string, snap: string): string[] => {
  try {
    return readdirSync(join(folder, snap.replace(/\.snap$/, '.layers'))).sort();
  } catch {
    return [];
  }
};

/** Makes the only golden of a `.snap` one that an older runtime recorded. */
export function recordedElsewhere(folder: string, snap: string): void {
  const path = join(folder, snap);
  const text = readFileSync(path, 'utf8');
  const [, file = '', sha256 = ''] = /^sidecar: (\S+)\nsha256: (\w+)$/m.exec(text) ?? [];
  const sidecar = join(folder, snap.replace(/\.snap$/, '.layers'), file);
  const golden = decodeGolden(readFileSync(sidecar), file);
  const bytes = encodeGolden({ ...golden, runtime: { ...golden.runtime, version: '1.2.3' } });
  const now = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(sidecar, bytes);
  const old = entryText(golden, { file, sha256 });
  if (!text.includes(old)) throw new Error(`The entry is not as it should be: ${text}`);
  writeFileSync(path, text.replace(old, entryText(decodeGolden(bytes, file), { file, sha256: now })));
}

/** Gives a command a terminal of its own; part of every Linux. */
export const terminal = '/usr/bin/script';

/** Runs a command in a terminal of its own: presses each key when what comes before it was printed. */
export function inTerminal(
  command: readonly string[],
  cwd: string,
  keys: readonly (readonly [after: RegExp, key: string])[],
): Promise<string> {
  return new Promise((resolve, reject) => {
    const line = command.map((word) => `'${word}'`).join(' ');
    const { CI, VITEST, VITEST_WORKER_ID, VITEST_POOL_ID, NODE_ENV, ...env } = process.env;
    const child = spawn(terminal, ['-qefc', line, '/dev/null'], { cwd, env: { ...env, NO_COLOR: '1', TERM: 'xterm' } });
    const timer = setTimeout(() => child.kill('SIGKILL'), 120_000);
    const left = [...keys];
    let output = '';
    let from = 0;
    child.stdout.on('data', (chunk) => {
      output += stripVTControlCharacters(String(chunk));
      const [after, key] = left[0] ?? [];
      if (after === undefined || key === undefined || !after.test(output.slice(from))) return;
      from = output.length;
      left.shift();
      // Both runners read keys only some time after they have printed.
      setTimeout(() => child.stdin.write(key), 500);
    });
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      resolve(output);
    });
  });
}
