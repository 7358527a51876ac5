import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { install, project, runNode } from '../consumers/harness.ts';

/** Type declarations of one generation of frameworks; versions are exact, so that an install is kept. */
const generations = {
  current: {
    packages: {
      '@jest/globals': '30.5.2',
      '@types/jest': '30.0.0',
      '@types/node': '20.19.43',
      jest: '30.5.2',
      vitest: '4.1.12',
    },
    projects: ['vitest', 'jest-globals', 'jest-ambient'],
    resolutions: ['nodenext', 'bundler'],
  },
  next: {
    packages: { '@types/node': '22.20.5', vite: '8.3.8', vitest: '5.1.1' },
    projects: ['vitest'],
    resolutions: ['nodenext', 'bundler'],
  },
  older: {
    packages: {
      '@jest/globals': '29.7.0',
      '@types/jest': '29.5.14',
      '@types/node': '20.19.43',
      jest: '29.7.0',
      vitest: '3.2.7',
    },
    projects: ['vitest', 'jest-globals', 'jest-ambient'],
    resolutions: ['nodenext'],
  },
};

const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

describe.each(Object.entries(generations))(
  'with the %s frameworks',
  (generation, { packages, projects, resolutions }) => {
    test.each(projects.flatMap((name) => resolutions.map((resolution) => [name, resolution] as const)))(
      'assertions type-check for %s (%s), and wrong ones do not',
      async (name, resolution) => {
        const at = await install(`types-${generation}`, packages);
        const folder = project(at, `../types/${name}`, {}, `${name}-${resolution}`);
        const { code, output } = await runNode(at, folder, tsc, ['-p', `tsconfig.${resolution}.json`]);
        expect(output).toBe('');
        expect(code).toBe(0);
      },
    );
  },
);
