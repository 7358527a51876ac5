import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scene } from './scenes.ts';

/** What the example's tests said in a scene. */
export interface Performance {
  /** What Vitest printed. */
  output: string;
  /** How it differs from what the scene expects, in sentences; empty where all is as expected. */
  problems: string[];
  passed: number;
  failed: number;
}

const example = fileURLToPath(new URL('../classifier', import.meta.url));
/** Beside the example, so that the copy finds the same packages and photos. */
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
    await cp(example, app, { recursive: true });
    await cp(models, folder, { recursive: true, filter: (file) => !file.includes('trunc') });
    await scene.inject?.({ app, models: folder });
    const report = join(folder, 'report.json');
    const output = await vitest(
      app,
      { MODEL_FOLDER: folder, ...(colours ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) },
      report,
    );
    return { output, ...judge(scene, JSON.parse(await readFile(report, 'utf8'))) };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(app, { recursive: true, force: true });
  }
};

interface Report {
  testResults: { message: string; assertionResults: { title: string; status: string; failureMessages: string[] }[] }[];
}

const judge = (scene: Scene, report: Report): Omit<Performance, 'output'> => {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const failed = tests.filter(({ status }) => status === 'failed');
  const messages = failed.flatMap(({ failureMessages }) => failureMessages).join('\n');
  const unexpected = failed.filter(({ title }) => !scene.failing.includes(title));
  const missing = scene.failing.filter((title) => !failed.some((test) => test.title === title));
  return {
    passed: tests.length - failed.length,
    failed: failed.length,
    problems: [
      ...(tests.length === 0 ? [`no test ran: ${report.testResults.map(({ message }) => message).join(' ')}`] : []),
      ...unexpected.map(({ title }) => `"${title}" fails and should pass`),
      ...missing.map((title) => `"${title}" passes and should fail`),
      ...scene.says.filter((words) => !words.test(messages)).map((words) => `no message says ${words}`),
    ],
  };
};

/** Runs Vitest in a folder; a red test is a result, not an error. */
const vitest = (cwd: string, env: Record<string, string>, report: string): Promise<string> => {
  const program = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const args = [program, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env: { ...inherited(), ...env } });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', reject).on('close', () => resolve(output.replace(/^.*JSON report written to.*$\n?/m, '')));
  });
};

/** The environment without what an outer test run or terminal left in it. */
const inherited = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(VITEST|VITE_|NODE_ENV|NODE_OPTIONS|FORCE_COLOR|NO_COLOR|TEST$|DEV$|PROD$|MODE$|SSR$)/.test(name),
    ),
  );
