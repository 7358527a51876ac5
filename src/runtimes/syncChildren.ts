import { builtin, inMainRealm } from './builtins.ts';

type Call = (...args: unknown[]) => unknown;

/**
 * Counts the child processes that this thread waits for (`spawnSync`, `execFileSync`, `execSync`): Node tells of the
 * others in a channel, of these nowhere. The functions stay as they are but for the counting, also for modules that
 * import them by name; a CommonJS module that took them out before is not seen.
 */
export const countSyncChildren = (counter: { childProcesses: number }): void => {
  const { syncBuiltinESMExports } = builtin<typeof import('node:module')>('module');
  inMainRealm(count)(builtin('child_process'), counter);
  syncBuiltinESMExports();
};

/** Runs in the main realm (see {@link inMainRealm}): uses nothing but its arguments and globals. */
const count = (module: Record<string, Call>, counter: { childProcesses: number }): void => {
  for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
    module[name] = new Proxy(module[name] as Call, {
      apply(call, self, args) {
        counter.childProcesses++;
        return Reflect.apply(call, self, args);
      },
    });
  }
};
