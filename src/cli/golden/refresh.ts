import { spawn } from 'node:child_process';
import { defineCommand } from 'citty';
import { ExrayError, isExrayError } from '../../errors.ts';

/** Exit code where the tests could not be run. */
const FAILED = 2;

/** `npx exray golden refresh`: runs the tests once more, and records passing goldens anew. */
export const refresh = defineCommand({
  meta: {
    name: 'refresh',
    description:
      'Record passing goldens anew, as after an update of the runtime: exray golden refresh [-- npx vitest run]',
  },
  run: async ({ rawArgs }) => {
    try {
      checkNoCi();
      const { REFRESH } = await import('../../reference/golden/snapshot/refreshing.ts');
      const at = rawArgs.indexOf('--');
      if (at !== 0 && rawArgs.length > 0) throw usage(rawArgs[0] as string);
      const [command = 'npm', ...args] = at === -1 ? ['npm', 'test'] : rawArgs.slice(at + 1);
      process.stderr.write(`exray: passing goldens are recorded anew by: ${[command, ...args].join(' ')}\n`);
      process.exitCode = await run(command, args, { ...process.env, [REFRESH]: '1' });
    } catch (error) {
      process.stderr.write(`${isExrayError(error) ? error.message : (error as Error).stack}\n`);
      process.exitCode = FAILED;
    }
  },
});

function checkNoCi(): void {
  if (!process.env.CI || process.env.CI === 'false') return;
  throw new ExrayError('golden-refresh', {
    what: 'goldens are not refreshed in CI',
    why: 'Nobody would see the change: it belongs into a commit that somebody reads',
    fix: 'Run npx exray golden refresh on your machine, and commit what changed',
  });
}

const usage = (given: string): ExrayError =>
  new ExrayError('golden-refresh', {
    what: `exray golden refresh does not know "${given}"`,
    fix: 'Write the command of your tests behind two dashes: npx exray golden refresh -- npx vitest run',
  });

/** Runs a command as the shell of this system would find it. */
const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env, shell: process.platform === 'win32' });
    child.on('error', (error) =>
      reject(
        new ExrayError('golden-refresh', {
          what: `${command} could not be started: ${error.message}`,
          fix: 'Write the command of your tests behind two dashes: npx exray golden refresh -- npx vitest run',
        }),
      ),
    );
    child.on('close', (code) => resolve(code ?? FAILED));
  });
