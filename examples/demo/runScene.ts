import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { Act, Scene } from './scenes.ts';
import { writeTfjsModel } from './tfjsModel.ts';

/** What the example's tests said in a scene. */
export interface Performance {
  /** What Vitest printed. */
  output: string;
  /** How it differs from what the scene expects, in sentences; empty where all is as expected. */
  problems: string[];
  passed: number;
  failed: number;
}

const examples = fileURLToPath(new URL('..', import.meta.url));
/** Beside the examples, so that the copy finds the same packages and photos. */
const app = fileURLToPath(new URL('../.demo', import.meta.url));
const models = fileURLToPath(new URL('../../fixtures/models', import.meta.url));

/**
 * Copies the example, makes the scene's fault in the copy and runs the copy's own tests, as its developer would.
 *
 * @param colours whether the output is for a terminal
 */
export const runScene = async (scene: Scene, colours: boolean): Promise<Performance> => {
  const folder = await mkdtemp(join(tmpdir(), 'exray-demo-'));
  try {
    await rm(app, { recursive: true, force: true });
    await cp(join(examples, scene.example ?? 'classifier'), app, { recursive: true });
    if (scene.example === 'tfjs') await writeTfjsModel(join(app, 'model'));
    else await cp(models, folder, { recursive: true, filter: (file) => !/trunc|tfjs/.test(file) });
    const performance: Performance = { output: '', problems: [], passed: 0, failed: 0 };
    for (const [i, act] of [scene, ...(scene.further ?? [])].entries()) {
      const { output, passed, failed, problems } = await play(act, folder, colours);
      performance.output += i === 0 ? output : `\n${act.story}\n\n${output}`;
      performance.problems.push(...problems);
      performance.passed += passed;
      performance.failed += failed;
    }
    return performance;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(app, { recursive: true, force: true });
  }
};

const play = async (act: Act, folder: string, colours: boolean): Promise<Performance> => {
  await act.inject?.({ app, models: folder });
  const report = join(folder, 'report.json');
  const colour = colours ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
  const command = act.command ?? ['classify'];
  const told = await vitest(command, { MODEL_FOLDER: folder, ...colour }, report);
  const shown = await git(act.git, colours);
  return {
    output: `$ npx vitest run ${command.map(quoted).join(' ')}\n\n${told.trim()}\n${shown && `\n$ git diff\n\n${shown}`}`,
    ...judge(act, JSON.parse(await readFile(report, 'utf8')), stripVTControlCharacters(shown)),
  };
};

/** As a shell takes it. */
const quoted = (word: string): string => (/^[\w-]+$/.test(word) ? word : `"${word}"`);

interface Report {
  testResults: { message: string; assertionResults: { title: string; status: string; failureMessages: string[] }[] }[];
}

const judge = (act: Act, report: Report, shown: string): Omit<Performance, 'output'> => {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const failed = tests.filter(({ status }) => status === 'failed');
  const messages = failed.flatMap(({ failureMessages }) => failureMessages).join('\n');
  const unexpected = failed.filter(({ title }) => !act.failing.includes(title));
  const missing = act.failing.filter((title) => !failed.some((test) => test.title === title));
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: failed.length,
    problems: [
      ...(tests.length === 0 ? [`no test ran: ${report.testResults.map(({ message }) => message).join(' ')}`] : []),
      ...unexpected.map(({ title }) => `"${title}" fails and should pass`),
      ...missing.map((title) => `"${title}" passes and should fail`),
      ...act.says.filter((words) => !words.test(messages)).map((words) => `no message says ${words}`),
      ...(act.shows ?? []).filter((words) => !words.test(shown)).map((words) => `the diff does not show ${words}`),
    ],
  };
};

/** Runs the copy's tests; a red test is a result, not an error. */
const vitest = async (command: readonly string[], env: Record<string, string>, report: string): Promise<string> => {
  const program = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  // Written on a developer's machine: where the demo itself runs in CI, Vitest would write no snapshots.
  const update = command.includes('-u') ? [] : ['--update=new'];
  const output = await run(process.execPath, [program, 'run', ...command, ...update, ...reporters], env);
  return output.replace(/^.*JSON report written to.*$\n?/m, '');
};

/** Stages the copy's tests with their snapshots, or shows what was changed in them since. */
const git = async (what: Act['git'], colours: boolean): Promise<string> => {
  if (what === 'diff')
    return run('git', ['diff', '--no-ext-diff', colours ? '--color=always' : '--color=never', '--', 'test']);
  if (what === 'add') await run('git', ['init', '--quiet']).then(() => run('git', ['add', 'test', '.gitattributes']));
  return '';
};

/** What a program prints that runs in the copy. */
const run = (program: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: app, env: { ...inherited(), ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    child.on('error', reject).on('close', () => resolve(output));
  });

/** The environment without what an outer test run, terminal or hook of git left in it. */
const inherited = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(VITEST|VITE_|GIT_|NODE_ENV|NODE_OPTIONS|FORCE_COLOR|NO_COLOR|TEST$|DEV$|PROD$|MODE$|SSR$)/.test(name),
    ),
  );
