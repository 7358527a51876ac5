import { describe, test } from 'vitest';
import { install, jest, passed, project, vitest } from './harness.ts';
import { next, older } from './installations.ts';

describe('Vitest 5 on Node 22 records', () => {
  test.each([['forks'], ['threads'], ['vmThreads'], ['vmForks']])('in %s', async (pool) => {
    const at = await install('next', next);
    passed(await vitest(at, project(at, 'recording', {}, `next-${pool}`), [`--pool=${pool}`]), 7);
  });

  test('and says why a record saw nothing', async () => {
    const at = await install('next', next);
    passed(await vitest(at, project(at, 'nothing-seen', {}, 'next-nothing')), 16);
  });
});

describe('Vitest 3.2 and Jest 29.7 record', () => {
  test.each([['forks'], ['vmForks']])('in %s', async (pool) => {
    const at = await install('older', older);
    passed(await vitest(at, project(at, 'recording', {}, `older-${pool}`), [`--pool=${pool}`]), 7);
  });

  test('in Jest, CommonJS', async () => {
    const at = await install('older', older);
    passed(await jest(at, project(at, 'recording', {}, 'older-jest'), ['--runInBand']), 10);
  });

  test('in Jest, ES modules', async () => {
    const at = await install('older', older);
    const folder = project(at, 'recording', {}, 'older-jest-esm');
    const run = await jest(at, folder, ['--runInBand', '--config', 'jest.esm.config.cjs'], {
      NODE_OPTIONS: '--experimental-vm-modules',
    });
    passed(run, 4);
  });
});
