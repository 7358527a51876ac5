import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a TypeScript program of this project; its exit code and all that it printed. */
export const runNode = (file: string, args: readonly string[]): Promise<{ code: number; output: string }> =>
  run(process.execPath, ['--import', 'jiti/register', file, ...args]);

/** Runs a Python program of this project, which must succeed. */
export const runPythonFile = async (command: string, file: string, args: readonly string[]): Promise<void> => {
  const { code, output } = await run(command, [file, ...args]);
  if (code !== 0) throw new Error(`${file}: ${output}`);
};

const run = (command: string, args: readonly string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve, reject) => {
    const { NODE_OPTIONS, VITEST, ...env } = process.env;
    const child = spawn(command, args, { cwd: root, env: { ...env, PYTHONDONTWRITEBYTECODE: '1' } });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', reject).on('close', (code) => resolve({ code: code ?? 1, output }));
  });
