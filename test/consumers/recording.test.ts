import { beforeAll, describe, test } from 'vitest';
import { type Installation, install, jest, passed, project, vitest } from './harness.ts';
import { current } from './installations.ts';

let at: Installation;
beforeAll(async () => {
  at = await install('current', current);
});

describe('Vitest records ES module and CommonJS apps', () => {
  test.each([
    ['forks', ['--pool=forks']],
    ['threads', ['--pool=threads']],
    ['vmThreads', ['--pool=vmThreads']],
    ['vmForks', ['--pool=vmForks']],
    ['forks without isolation, all files in one worker', ['--pool=forks', '--no-isolate', '--maxWorkers=1']],
    ['threads without isolation, all files in one worker', ['--pool=threads', '--no-isolate', '--maxWorkers=1']],
  ])('in %s', async (name, args) => {
    passed(await vitest(at, project(at, 'recording', {}, `vitest-${name.replace(/\W+/g, '-')}`), args), 7);
  });
});

test.each([['forks'], ['vmForks']])('Vitest records in the jsdom environment, in %s', async (pool) => {
  const folder = project(at, 'recording', {}, `vitest-jsdom-${pool}`);
  passed(await vitest(at, folder, ['--config=vitest.jsdom.config.mjs', `--pool=${pool}`]), 2);
});

describe('Jest records', () => {
  test('CommonJS apps, several files in one process', async () => {
    passed(await jest(at, project(at, 'recording', {}, 'jest-cjs'), ['--runInBand']), 10);
  });

  test('CommonJS apps in worker threads', async () => {
    passed(await jest(at, project(at, 'recording', {}, 'jest-threads'), ['--workerThreads', '--maxWorkers=2']), 10);
  });

  test('ES module apps', async () => {
    const folder = project(at, 'recording', {}, 'jest-esm');
    const run = await jest(at, folder, ['--runInBand', '--config', 'jest.esm.config.cjs'], {
      NODE_OPTIONS: '--experimental-vm-modules',
    });
    passed(run, 4);
  });

  test('apps in the jsdom environment', async () => {
    passed(await jest(at, project(at, 'recording', {}, 'jest-jsdom'), ['--runInBand', '--env=jsdom']), 10);
  });
});
