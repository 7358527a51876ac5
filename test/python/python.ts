import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const candidates = [process.env.PYTHON, 'python3', 'python'].filter((name) => name !== undefined && name !== '');

/** Why Python cannot import these modules, or the command of one that can. */
export const findPython = (modules: readonly string[]): { command: string } | { reason: string } => {
  let reason = 'there is no Python';
  for (const command of candidates) {
    const tried = spawnSync(command as string, ['-c', `import ${modules.join(', ')}`], { encoding: 'utf8' });
    if (tried.status === 0) return { command: command as string };
    if (tried.error === undefined) reason = `${command} says ${tried.stderr.trim().split('\n').at(-1)}`;
  }
  return { reason: `${reason}; PYTHON names another one` };
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
