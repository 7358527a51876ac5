import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The command of a Python that can import these modules, or why there is none. PYTHON names the one to take. */
export const findPython = (modules: readonly string[]): { command: string } | { reason: string } => {
  let reason = 'there is no Python; PYTHON may name one';
  for (const command of process.env.PYTHON ? [process.env.PYTHON] : ['python3', 'python']) {
    const tried = spawnSync(command, ['-c', `import ${modules.join(', ')}`], { encoding: 'utf8' });
    if (tried.status === 0) return { command };
    if (tried.error === undefined) reason = `${command} says ${tried.stderr.trim().split('\n').at(-1)}`;
  }
  return { reason };
};

/** Runs Python code that finds exray_trace.py, in this folder. */
export const runPython = (command: string, code: string, folder: string): string => {
  const script = join(folder, 'script.py');
  writeFileSync(script, code);
  return execFileSync(command, [script], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      PYTHONPATH: [join(process.cwd(), 'python'), process.env.PYTHONPATH].filter(Boolean).join(':'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
};
