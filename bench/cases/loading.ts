import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackage } from '../../examples/demo/installPackage.ts';
import type { Case, Figure } from '../case.ts';
import { median } from '../measure.ts';
import { runNode } from '../process.ts';

/** Beside the examples, where the packed package is found. */
const folder = fileURLToPath(new URL('../../examples/.bench', import.meta.url));
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

const told = `
const heavy = Object.keys(process.getBuiltinModule('module')._cache).filter((file) => /onnxruntime|sharp|protobuf/.test(file));
process.getBuiltinModule('fs').writeFileSync('told.json', JSON.stringify({ milliseconds, heavy }));
`;

const files = {
  'package.json': '{ "name": "load", "private": true }',
  'vitest.config.mjs':
    "export default { test: { globals: true, include: ['load.test.js'], setupFiles: ['./setup.mjs'] } };",
  'setup.mjs': `import 'vitest';\nconst start = performance.now();\nawait import('exray/vitest');\nconst milliseconds = performance.now() - start;${told}`,
  'jest.config.cjs':
    "module.exports = { testMatch: ['**/load.test.js'], setupFilesAfterEnv: ['./setup.cjs'], haste: { retainAllFiles: true } };",
  'setup.cjs': `const start = performance.now();\nrequire('exray/jest');\nconst milliseconds = performance.now() - start;${told}`,
  'load.test.js': "test('loads', () => {});",
};

/** What the setup file adds to each test file's start. */
export const loading: Case = {
  name: 'loading',
  what: 'loading the setup file under its runner; neither runtime nor protobuf is loaded',
  goals: [
    { what: '`exray/vitest`', most: 15, unit: 'ms' },
    { what: '`exray/jest`', most: 15, unit: 'ms' },
  ],
  async run() {
    await installPackage();
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    try {
      return [
        await load([join(modules, 'vitest/vitest.mjs'), 'run']),
        await load([join(modules, 'jest/bin/jest.js'), '--runInBand']),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const load = async (args: readonly string[]): Promise<Figure> => {
  const times = [];
  for (let round = 0; round < 9; round++) {
    await runNode(args, folder);
    const { milliseconds, heavy } = JSON.parse(await readFile(join(folder, 'told.json'), 'utf8'));
    if (heavy.length > 0) throw new Error(`loaded with the setup file: ${heavy.join(', ')}`);
    times.push(milliseconds);
  }
  return { value: median(times), detail: `${Math.min(...times).toFixed(1)} to ${Math.max(...times).toFixed(1)} ms` };
};
