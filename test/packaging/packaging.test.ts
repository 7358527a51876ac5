import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
  string,
  Record<string, unknown>
>;

const run = (command: string, args: string[]) => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  return { status, output: stdout + stderr, stdout };
};
const bin = (name: string) => join(root, 'node_modules/.bin', name);

describe('the packed package', () => {
  const [{ files, size }] = JSON.parse(run('npm', ['pack', '--dry-run', '--ignore-scripts', '--json']).stdout) as [
    { files: { path: string }[]; size: number },
  ];
  const paths = files.map(({ path }) => path);

  test('holds what is run, read and licensed, and nothing else', () => {
    const unexpected = paths.filter((path) => !/^(dist\/|docs\/[\w-]+\.md$|python\/exray_trace\.py$)/.test(path));
    expect(unexpected.sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'].filter((path) => existsSync(join(root, path))),
    );
    expect(paths).toContain('python/exray_trace.py');
    expect(paths).toContain('LICENSE');
  });

  test('is small: no peer is bundled', () => {
    expect(size).toBeLessThan(900_000);
    const esm = readdirSync(dist).filter((name) => name.endsWith('.mjs'));
    const bytes = esm.reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, name))).length, 0);
    expect(bytes).toBeLessThan(450_000);
  });

  test('bundles no dependency but pixelmatch, whose notice it brings', () => {
    const marks = /node_modules\/(?!pixelmatch\/)|class ONNXTensor|@bufbuild\/protobuf\/dist|sharp\/lib/;
    const bundled = readdirSync(dist).filter((name) => marks.test(readFileSync(join(dist, name), 'utf8')));
    expect(bundled).toEqual([]);
    expect(readFileSync(join(root, 'LICENSE'), 'utf8')).toContain(
      readFileSync(join(root, 'node_modules/pixelmatch/LICENSE'), 'utf8').trim(),
    );
  });

  test('satisfies publint, strictly', () => {
    const { output, status } = run(bin('publint'), ['--strict']);
    expect(status, output).toBe(0);
  });

  test('has types that every way of resolving finds', () => {
    const { output, status } = run(bin('attw'), [
      '--pack',
      '.',
      '--profile',
      'node16',
      '--ignore-rules',
      'cjs-resolves-to-esm',
    ]);
    expect(status, output).toBe(0);
  });

  test('asks for no peer, and for wide ranges: a narrow one stops npm install', () => {
    expect(manifest.peerDependencies).toEqual({
      '@tensorflow/tfjs': '>=4',
      jest: '>=29.7',
      'onnxruntime-node': '>=1.21',
      sharp: expect.stringMatching(/^>=\d/),
      vitest: '>=3.2',
    });
    for (const name of Object.keys(manifest.peerDependencies as object))
      expect(manifest.peerDependenciesMeta?.[name]).toEqual({ optional: true });
  });
});

describe('a setup file loads no runtime, no pictures and no models', () => {
  /** Of which the observers of two runtimes take 27 kB: they must be there before any runtime is. */
  const most = 72_000;
  const heavy = /onnxruntime|sharp|bufbuild|valibot|fflate|\/protobuf/;

  test('exray/vitest', () => {
    const loaded = importedBy(join(dist, 'vitest.mjs'), 'vitest');
    expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
    expect(bytesOf(loaded)).toBeLessThan(most);
  });

  test('exray/jest as an ES module', () => {
    const loaded = importedBy(join(dist, 'jest.mjs'), '@jest/globals');
    expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
    expect(bytesOf(loaded)).toBeLessThan(most);
  });

  test('exray/jest in CommonJS', () => {
    const loaded = requiredBy(join(dist, 'jest.cjs'));
    expect(loaded.filter((path) => heavy.test(path))).toEqual([]);
    expect(bytesOf(loaded.map((path) => pathToFileURL(path).href))).toBeLessThan(most);
  });

  test('importing exray itself loads no runtime either', () => {
    expect(importedBy(join(dist, 'index.mjs'), 'none').filter((url) => /onnxruntime|sharp\//.test(url))).toEqual([]);
    expect(requiredBy(join(dist, 'index.cjs')).filter((path) => /onnxruntime|sharp\//.test(path))).toEqual([]);
  });

  test('importing exray/preprocess, for production, loads nothing of a test', () => {
    const foreign = /onnxruntime|sharp\/|bufbuild|protobuf|vitest|jest|@vitest|matchers|record|runtimes/;
    const loaded = importedBy(join(dist, 'preprocess.mjs'), 'none');
    expect(loaded.filter((url) => foreign.test(url.replace(root, '')))).toEqual([]);
    expect(bytesOf(loaded.filter((url) => url.startsWith(pathToFileURL(dist).href)))).toBeLessThan(200_000);
    expect(requiredBy(join(dist, 'preprocess.cjs')).filter((path) => foreign.test(path.replace(root, '')))).toEqual([]);
  });

  test('the CommonJS build never calls import(), which Jest cannot', () => {
    const calls = readdirSync(dist).filter(
      (name) => name.endsWith('.cjs') && /(^|[^.\w])import\(/m.test(readFileSync(join(dist, name), 'utf8')),
    );
    expect(calls).toEqual([]);
  });
});

const frame =
  'export const expect = { extend() {}, addSnapshotSerializer() {}, getState: () => ({}) }; export const afterEach = () => {}, afterAll = afterEach, beforeEach = afterEach;';

/** URLs of all ES modules that importing a file loads; `framework` is replaced by an empty one. */
function importedBy(file: string, framework: string): string[] {
  const hooks = `import { writeSync } from 'node:fs';
    export async function resolve(specifier, context, next) {
      if (specifier === ${JSON.stringify(framework)}) return { url: ${JSON.stringify(`data:text/javascript,${frame}`)}, shortCircuit: true };
      const found = await next(specifier, context);
      writeSync(1, 'LOADED ' + found.url + '\\n');
      return found;
    }`;
  const script = `import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
    await import(${JSON.stringify(pathToFileURL(file).href)});`;
  return loadedIn(run(process.execPath, ['--input-type=module', '-e', script]));
}

/** Paths of all CommonJS modules that requiring a file loads. */
function requiredBy(file: string): string[] {
  const script = `const Module = require('node:module');
    const load = Module._load;
    Module._load = function (name, ...rest) {
      if (name === '@jest/globals') return { expect: { extend() {}, addSnapshotSerializer() {}, getState: () => ({}) }, afterEach() {}, afterAll() {}, beforeEach() {} };
      return load.call(this, name, ...rest);
    };
    require(${JSON.stringify(file)});
    for (const path of Object.keys(require.cache)) console.log('LOADED ' + path);`;
  return loadedIn(run(process.execPath, ['-e', script]));
}

function loadedIn({ status, output }: { status: number | null; output: string }): string[] {
  expect(status, output).toBe(0);
  const loaded = output.split('\n').flatMap((line) => (line.startsWith('LOADED ') ? [line.slice(7)] : []));
  expect(loaded.length).toBeGreaterThan(0);
  return loaded;
}

const bytesOf = (urls: readonly string[]): number =>
  [...new Set(urls)]
    .filter((url) => url.startsWith('file:'))
    .reduce((sum, url) => sum + readFileSync(fileURLToPath(url)).length, 0);
