import { expect, test } from 'vitest';
import { install, passed, project, vitest } from '../consumers/harness.ts';
import { others, runtime } from '../consumers/installations.ts';

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
