import { spawn } from 'node:child_process';

/** Lines of a failed program's output that are shown: npm says at first what is wrong, pip and compilers at last. */
const FIRST_LINES = 4;
const LAST_LINES = 8;

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, minutes?: number, env?: Record<string, string> }} [options]
 * @returns {Promise<{ ok: boolean, output: string, told: string }>} `told` is the begin and end of what it printed; a program
 *   that is not there, or that takes too long, is one that failed
 */
export const run = (program, args, { cwd, minutes = 10, env = {} } = {}) =>
  new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let stopped = '';
    const timer = setTimeout(() => {
      stopped = `\nstopped: it took longer than ${minutes} minutes`;
      child.kill();
    }, minutes * 60_000);
    const end = (ok, more = '') => {
      clearTimeout(timer);
      output += more;
      resolve({ ok, output, told: shortened(output.trim().split('\n')) });
    };
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    child.on('error', (error) => end(false, error.message));
    child.on('close', (code) => end(code === 0, stopped));
  });

const shortened = (lines) =>
  lines.length <= FIRST_LINES + LAST_LINES
    ? lines.join('\n')
    : [...lines.slice(0, FIRST_LINES), '...', ...lines.slice(-LAST_LINES)].join('\n');
