import { execFile } from 'node:child_process';
import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeTfjsModel } from '../../examples/demo/tfjsModel.ts';
import { linksOf, pages, type Snippet, snippetsOf } from './snippets.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/**
 * A copy of the example with the photos and models where the snippets look for them; in `tfjs/` one of the example on
 * TensorFlow.js, for the snippets with the flag `tfjs`.
 */
const workspace = join(root, 'examples/.docs');

const snippets = pages(root).flatMap((page) => snippetsOf(root, page));
const typed = snippets.filter(({ language }) => language === 'ts');
const run = typed.filter(({ flags }) => flags.includes('run'));
/** The first page is for both frameworks, and its tests are written for Vitest. */
const forJest = run.filter(({ place }) => place.startsWith('README.md'));
const scripts = snippets.filter(({ language }) => language === 'js');
/** Calls of the command line, each with what the page says that it prints. */
const commands = snippets.flatMap((snippet, i) => {
  if (snippet.language !== 'sh' || !snippet.flags.includes('run')) return [];
  const after = snippets[i + 1];
  const shown = after?.language === 'text' && after.flags.includes('output') ? after.code : '';
  return [{ ...snippet, shown }];
});

const fileOf = ({ place, flags }: Snippet): string =>
  `${flags.includes('tfjs') ? 'tfjs/' : ''}test/${place.replaceAll(/\W+/g, '-')}${flags.includes('run') ? '.test' : ''}.ts`;

const jestFileOf = (snippet: Snippet): string => fileOf(snippet).replace(/(^|\/)test(\/.*)ts$/, '$1jest$2mjs');

let compiler = '';
let report: Report;
let jestReport: Report;
/** What both frameworks write as JSON. */
interface Report {
  testResults: { name: string; message: string; assertionResults: Assertion[] }[];
}
interface Assertion {
  status: string;
  failureMessages: string[];
}

beforeAll(async () => {
  rmSync(workspace, { recursive: true, force: true });
  cpSync(join(root, 'examples/classifier'), workspace, { recursive: true });
  rmSync(join(workspace, 'test'), { recursive: true });
  cpSync(join(root, 'fixtures/photos'), join(workspace, 'photos'), { recursive: true });
  for (const model of ['effnet-lite0.onnx', 'effnet-lite0-int8.onnx']) {
    mkdirSync(join(workspace, 'models'), { recursive: true });
    cpSync(join(root, 'fixtures/models', model), join(workspace, 'models', model));
  }
  cpSync(join(workspace, 'models/effnet-lite0.onnx'), join(workspace, 'reference/effnet-lite0.onnx'));
  cpSync(join(root, 'examples/tfjs/src'), join(workspace, 'tfjs/src'), { recursive: true });
  cpSync(join(root, 'examples/tfjs/reference'), join(workspace, 'tfjs/reference'), { recursive: true });
  linkSync(join(workspace, 'models/effnet-lite0.onnx'), join(workspace, 'tfjs/reference/effnet-lite0.onnx'));
  await writeTfjsModel(join(workspace, 'tfjs/model'));
  for (const snippet of typed) write(fileOf(snippet), snippet.code);
  write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['test', 'tfjs/test'] }));

  compiler = (await node('typescript/lib/tsc.js', ['-p', '.', '--pretty', 'false'])).output;
  // Goldens are written, also where these tests themselves run in CI.
  const reporters = ['--reporter=default', '--reporter=json', '--outputFile.json=report.json'];
  report = reportOf('report.json', await node('vitest/vitest.mjs', ['run', '--update=new', ...reporters]));

  for (const snippet of forJest) write(jestFileOf(snippet), snippet.code.replace("'vitest'", "'@jest/globals'"));
  write('jest.config.cjs', `module.exports = ${JSON.stringify(jestConfig)}`);
  const jest = ['--ci=false', '--runInBand', '--json', '--outputFile=jest.json'];
  jestReport = reportOf(
    'jest.json',
    await node('jest/bin/jest.js', jest, { NODE_OPTIONS: '--experimental-vm-modules' }),
  );
});

afterAll(() => rmSync(workspace, { recursive: true, force: true }));

describe('the pages', () => {
  test('show snippets that are type-checked and snippets that are run', () => {
    expect(typed.length).toBeGreaterThan(10);
    expect(run.length).toBeGreaterThan(5);
  });

  test.each(pages(root))('%s links to files that exist', (page) => {
    const broken = linksOf(root, page).filter((link) => !existsSync(join(root, dirname(page), link)));
    expect(broken).toEqual([]);
  });

  test('are joined by changesets whose head their tool can read', () => {
    const folder = join(root, '.changeset');
    const changesets = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
    const heads = changesets.map((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, 4));
    for (const head of heads)
      expect(head).toEqual(['---', expect.stringMatching(/^'exray': (patch|minor|major)$/), '---', '']);
  });

  test.each(typed)('$place compiles', (snippet) => {
    const file = fileOf(snippet);
    expect(compiler.split('\n').filter((line) => line.startsWith(file))).toEqual([]);
  });

  test.each(run)('$place passes when it is run', (snippet) => expectPassed(report, fileOf(snippet)));

  test.each(forJest)('$place passes under Jest, too', (snippet) => expectPassed(jestReport, jestFileOf(snippet)));

  test.each(commands)('$place prints what the page shows', async ({ code, shown }) => {
    for (const line of code.trim().split('\n')) {
      const [npx, name, ...args] = line.split(' ');
      expect([npx, name]).toEqual(['npx', 'exray']);
      const result = await node(join(workspace, '../node_modules/exray/dist/cli.mjs'), args);
      expect(result, result.output).toMatchObject({ code: 0 });
      for (const expected of shown.split('\n')) expect(result.output.split('\n')).toContain(expected);
    }
  });

  test.each(scripts)('$place is JavaScript', async (snippet) => {
    const file = `check.${/\bmodule\.exports\b/.test(snippet.code) ? 'cjs' : 'mjs'}`;
    write(file, snippet.code);
    expect((await node('', ['--check', join(workspace, file)])).output).toBe('');
  });
});

const compilerOptions = {
  target: 'ES2023',
  module: 'nodenext',
  strict: true,
  noUncheckedIndexedAccess: true,
  allowJs: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node', 'exray/vitest'],
};

const jestConfig = {
  setupFilesAfterEnv: ['exray/jest'],
  testMatch: ['**/jest/*.test.mjs'],
  testTimeout: 60_000,
  transform: {},
};

function reportOf(file: string, { output }: { output: string }): Report {
  if (!existsSync(join(workspace, file))) throw new Error(output);
  return JSON.parse(readFileSync(join(workspace, file), 'utf8'));
}

function expectPassed({ testResults }: Report, file: string): void {
  const result = testResults.find(({ name }) => name.replaceAll('\\', '/').endsWith(file));
  const failures = result?.assertionResults.flatMap(({ failureMessages }) => failureMessages) ?? [];
  expect(
    [result?.message, ...failures].filter(Boolean).map((text) => stripVTControlCharacters(text as string)),
  ).toEqual([]);
  const statuses = result?.assertionResults.map(({ status }) => status) ?? [];
  expect([...new Set(statuses)]).toEqual(['passed']);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(workspace, file)), { recursive: true });
  writeFileSync(join(workspace, file), text);
}

/** Runs Node on a file of node_modules, or on any by its absolute path, in the workspace. */
function node(
  script: string,
  args: string[],
  more: Record<string, string> = {},
): Promise<{ code: number; output: string }> {
  const program = script === '' ? [] : [isAbsolute(script) ? script : join(root, 'node_modules', script)];
  const { VITEST, VITEST_WORKER_ID, VITEST_POOL_ID, NODE_ENV, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...program, ...args],
      { cwd: workspace, env: { ...env, NO_COLOR: '1', ...more }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
    );
  });
}
