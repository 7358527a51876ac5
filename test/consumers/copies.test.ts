import { join } from 'node:path';
import { beforeAll, test } from 'vitest';
import { copyPackage, type Installation, install, jest, passed, project, vitest } from './harness.ts';
import { current } from './installations.ts';

let at: Installation;
beforeAll(async () => {
  at = await install('current', current);
});

/** The project, with a library that has a copy of onnxruntime-node inside its own node_modules. */
const withCopy = (as: string): string => {
  const folder = project(at, 'copies', {}, as);
  const library = join(folder, 'node_modules/library');
  project(at, 'copies/library', {}, join(as, 'node_modules/library'));
  for (const name of ['onnxruntime-node', 'onnxruntime-common']) {
    copyPackage(at, name, join(library, 'node_modules', name));
  }
  return folder;
};

test.each([['forks'], ['threads'], ['vmForks']])('Vitest in %s records a nested copy of the runtime', async (pool) => {
  passed(await vitest(at, withCopy(`copies-${pool}`), [`--pool=${pool}`]), 2);
});

test('Jest records a nested copy of the runtime', async () => {
  passed(await jest(at, withCopy('copies-jest')), 2);
});
