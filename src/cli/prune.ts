import { resolve } from 'node:path';
import { defineCommand } from 'citty';
import { isExrayError } from '../errors.ts';
import { checkOptionNames } from './checkOptionNames.ts';

const args = {
  folder: { type: 'positional', required: false, description: 'Where to look; the working directory if left out' },
  check: { type: 'boolean', description: 'Change nothing; fail and list what would be removed' },
} as const;

/** Exit codes: nothing to do or done, something to do, and where it could not be done. */
const [DONE, FOUND, FAILED] = [0, 1, 2];

/** `npx exray prune`: removes the goldens of tests that are gone. */
export const prune = defineCommand({
  meta: { name: 'prune', description: 'Remove golden layers whose tests were renamed or deleted' },
  args,
  run: async ({ args: { folder, check }, rawArgs }) => {
    try {
      checkOptionNames('exray prune', rawArgs, Object.keys(args));
      const { prunable, prune: remove } = await import('../golden/store/prunable.ts');
      const { pruneReport } = await import('../report/golden/pruneReport.ts');
      const found = prunable(resolve(folder ?? '.'));
      if (!check) remove(found);
      process.stdout.write(`${pruneReport(found, check === true)}\n`);
      process.exitCode = check && found.length > 0 ? FOUND : DONE;
    } catch (error) {
      process.stderr.write(`${isExrayError(error) ? error.message : (error as Error).stack}\n`);
      process.exitCode = FAILED;
    }
  },
});
