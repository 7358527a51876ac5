import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, test } from 'vitest';
import { type Installation, install, jest, passed, project, vitest } from './harness.ts';
import { next, tfjs } from './installations.ts';

/** A second copy of tfjs prints hundreds of lines about kernels that are there already. */
const silent = '--silent';

let at: Installation;
beforeAll(async () => {
  at = await install('tfjs', tfjs);
});

/** The project, with a library that has a copy of tfjs inside its own node_modules. */
const withCopy = (as: string, from = at): string => {
  const folder = project(from, 'tfjs', {}, as);
  const library = join(folder, 'node_modules/library');
  project(from, 'tfjs/library', {}, join(as, 'node_modules/library'));
  for (const name of ['tfjs-core', 'tfjs-backend-cpu', 'tfjs-converter']) {
    const source = join(from.folder, 'node_modules/@tensorflow', name);
    const target = join(library, 'node_modules/@tensorflow', name);
    const [main = ''] = readdirSync(join(source, 'dist')).filter((file) => file.endsWith('.node.js'));
    for (const file of ['package.json', join('dist', main)]) cpSync(join(source, file), join(target, file));
  }
  return folder;
};

describe('Vitest records ES module and CommonJS apps', () => {
  test.each([
    ['forks', ['--pool=forks']],
    ['threads', ['--pool=threads']],
    ['vmThreads', ['--pool=vmThreads']],
    ['vmForks', ['--pool=vmForks']],
    ['forks without isolation, all files in one worker', ['--pool=forks', '--no-isolate', '--maxWorkers=1']],
  ])('in %s', async (name, args) => {
    passed(await vitest(at, withCopy(`vitest-${name.replace(/\W+/g, '-')}`), [...args, silent]), 11);
  });

  test.each([['forks'], ['vmThreads']])('of Vitest 5 on Node 22 in %s', async (pool) => {
    const newer = await install('next', next);
    passed(await vitest(newer, withCopy(`next-tfjs-${pool}`, newer), [`--pool=${pool}`, silent]), 11);
  });
});

test('Vitest records a copy that Vite inlines, and tells of one in a bundle, which observeTfjs records', async () => {
  const folder = project(at, 'tfjs', {}, 'vitest-inlined');
  passed(await vitest(at, folder, ['--config=vitest.inlined.config.mjs', silent]), 3);
});

describe('Jest records', () => {
  test('CommonJS apps, several files in one process', async () => {
    passed(await jest(at, project(at, 'tfjs', {}, 'jest-cjs'), ['--runInBand', silent]), 13);
  });

  test('ES module apps', async () => {
    const folder = project(at, 'tfjs', {}, 'jest-esm');
    const run = await jest(at, folder, ['--runInBand', silent, '--config', 'jest.esm.config.cjs'], {
      NODE_OPTIONS: '--experimental-vm-modules',
    });
    passed(run, 2);
  });
});
