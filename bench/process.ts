import { spawn } from 'node:child_process';

/** Runs Node to its end; what it printed, and how long that took. */
export const runNode = (args: readonly string[], cwd?: string): Promise<{ output: string; milliseconds: number }> =>
  new Promise((resolve, reject) => {
    const start = performance.now();
    const { NODE_OPTIONS, NODE_ENV, ...env } = process.env;
    const child = spawn(process.execPath, args, { env, ...(cwd === undefined ? {} : { cwd }) });
    const chunks: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const milliseconds = performance.now() - start;
      const output = Buffer.concat(chunks).toString();
      if (code === 0) resolve({ output, milliseconds });
      else reject(new Error(`node ${args.join(' ')} ended with ${code}: ${output}${Buffer.concat(errors)}`));
    });
  });
