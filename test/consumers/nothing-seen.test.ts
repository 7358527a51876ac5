import { beforeAll, test } from 'vitest';
import { type Installation, install, jest, passed, project, vitest } from './harness.ts';
import { current } from './installations.ts';

let at: Installation;
beforeAll(async () => {
  at = await install('current', current);
});

test.each([['forks'], ['threads'], ['vmThreads']])('Vitest in %s: a record that saw nothing says why', async (pool) => {
  passed(await vitest(at, project(at, 'nothing-seen', {}, `nothing-${pool}`), [`--pool=${pool}`]), 16);
});

test('Jest: a record that saw nothing says why', async () => {
  passed(await jest(at, project(at, 'nothing-seen', {}, 'nothing-jest'), ['--maxWorkers=2']), 15);
});

test('a session made by an earlier setup file is named', async () => {
  passed(
    await vitest(at, project(at, 'nothing-seen', {}, 'nothing-older'), ['--config', 'early/app-first.config.mjs']),
    1,
  );
});

test('without a setup file, what is imported after exray is recorded, and what is imported before is named', async () => {
  passed(
    await vitest(at, project(at, 'nothing-seen', {}, 'nothing-setup'), ['--config', 'early/no-setup.config.mjs']),
    2,
  );
});
