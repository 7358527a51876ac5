import childProcess, { execFileSync, execSync, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { builtin, inMainRealm, type NodeModule } from '../../src/runtimes/builtins.ts';
import { type Hub, hub } from '../../src/runtimes/hub.ts';

const { _extensions: holder } = builtin<NodeModule>('module');
const KEY = Symbol.for('exray.hub');
const original = hub();
afterEach(() => Object.defineProperty(holder, KEY, { value: original, configurable: true }));

test('all callers of a thread share one hub, which lies outside of every context', () => {
  expect(hub()).toBe(original);
  expect(holder[KEY]).toBe(original);
  expect(Object.keys(holder)).not.toContain('exray.hub');
});

test('another version of exray with other observers in the process is an error that says so', () => {
  Object.defineProperty(holder, KEY, { value: { ...original, version: 99 } satisfies Hub, configurable: true });
  expect(hub).toThrow(
    'exray: Two versions of exray that cannot share a process are loaded. One has observers of version 99, the other of version 1. Find them with `npm ls exray` and install one version.',
  );
});

test('functions made in the main realm see none of the variables around them', () => {
  const around = 1;
  const made = inMainRealm(() => typeof around);
  expect(made()).toBe('undefined');
});

test("functions with a coverage tool's counters stay where they are", () => {
  const cov_1a = () => 'counted';
  const made = inMainRealm(() => cov_1a());
  expect(made()).toBe('counted');
});

test('child processes and worker threads that this thread starts are counted', async () => {
  const before = [original.childProcesses, original.workers];
  const worker = new Worker('', { eval: true });
  const child = fork('-', [], { execArgv: ['-e', ''] });
  await Promise.all([once(worker, 'exit'), once(child, 'exit')]);
  expect([original.childProcesses, original.workers]).toEqual(before.map((count) => count + 1));
});

test('child processes that this thread waits for are counted, and are otherwise as they were', () => {
  const before = original.childProcesses;
  expect(spawnSync(process.execPath, ['-p', '1'], { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: '1\n' });
  expect(String(execFileSync(process.execPath, ['-p', '2']))).toBe('2\n');
  expect(execSync('echo 3', { encoding: 'utf8' }).trim()).toBe('3');
  expect(() => execFileSync(process.execPath, ['-e', 'process.exit(4)'], { stdio: 'ignore' })).toThrow(
    expect.objectContaining({ status: 4 }),
  );
  expect(original.childProcesses - before).toBe(4);
  expect([spawnSync, execFileSync, execSync].map(({ name }) => name)).toEqual([
    'spawnSync',
    'execFileSync',
    'execSync',
  ]);
  expect(childProcess.spawnSync).toBe(spawnSync);
});
