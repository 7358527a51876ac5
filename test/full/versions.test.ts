import { describe, expect, test } from 'vitest';
import { install, jest, passed, project, vitest } from '../consumers/harness.ts';
import { next, older, others, runtime } from '../consumers/installations.ts';

describe('Vitest 5 on Node 22 records', () => {
  test.each([['forks'], ['threads'], ['vmThreads'], ['vmForks']])('in %s', async (pool) => {
    const at = await install('next', next);
    passed(await vitest(at, project(at, 'recording', {}, `next-${pool}`), [`--pool=${pool}`]), 7);
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
    const run = await jest(
      at,
      project(at, 'recording', {}, 'older-jest-esm'),
      ['--runInBand', '--config', 'jest.esm.config.cjs'],
      { NODE_OPTIONS: '--experimental-vm-modules' },
    );
    passed(run, 4);
  });
});

// Before 1.25.1 onnxruntime-node itself fails in worker threads.
test.each([['1.22.0'], ['1.24.3']])('onnxruntime-node %s is recorded in forks and vmForks', async (version) => {
  const at = await install(`runtime-${version}`, runtime(version));
  passed(await vitest(at, project(at, 'recording', {}, 'forks'), ['--pool=forks']), 7);
  passed(await vitest(at, project(at, 'recording', {}, 'vmForks'), ['--pool=vmForks']), 7);
});

test('onnxruntime-node 1.21, which has no input metadata, is recorded', async () => {
  const at = await install('runtime-1.21', runtime('1.21.1'));
  passed(await vitest(at, project(at, 'recording', {}, 'forks'), ['--pool=forks']), 7);
});

test('runtimes that exray does not observe are named', async () => {
  const at = await install('others', others);
  const run = await vitest(at, project(at, 'others'));
  passed(run, 3);
  expect(run.output).not.toContain('Unhandled');
});
