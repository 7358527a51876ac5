import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'library-')));
afterAll(() => fs.rmSync(root, { recursive: true }));
const jiti = import.meta.resolve('jiti/register');
const child = fileURLToPath(new URL('library.child.ts', import.meta.url));

/** What a project gets whose packages of tfjs begin with these texts. */
const lookIn = (name: string, packages: Record<string, string>): string[] => {
  const project = path.join(root, name);
  fs.mkdirSync(project);
  for (const [one, text] of Object.entries(packages)) {
    const folder = path.join(project, 'node_modules/@tensorflow', one);
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(
      path.join(folder, 'package.json'),
      JSON.stringify({ name: `@tensorflow/${one}`, main: 'main.js' }),
    );
    fs.writeFileSync(path.join(folder, 'main.js'), text);
  }
  const { NODE_OPTIONS, NODE_PATH, ...env } = process.env;
  const text = execFileSync(process.execPath, ['--import', jiti, child], { cwd: project, env, encoding: 'utf8' });
  return text.trim().split('\n');
};

describe('a project', () => {
  it('without tfjs is told so', () => {
    expect(lookIn('missing', {})).toEqual([
      'tfjs-not-loaded exray: tfjs is not loaded here. Its engine is looked for in the context of the test, and there is none. Import tfjs in the test or in the app before its layers are read.',
      `tfjs-missing exray: tfjs is not installed. exray runs tfjs models with it, and ${path.join(root, 'missing')} resolves none of @tensorflow/tfjs-node, @tensorflow/tfjs-node-gpu, @tensorflow/tfjs. Run \`npm install --save-dev @tensorflow/tfjs\` (or @tensorflow/tfjs-node).`,
    ]);
  });

  it('whose tfjs does not load is told why', () => {
    const text = "throw new Error('libtensorflow.so.2: cannot open shared object file\\nRequire stack: ...');";
    expect(lookIn('broken', { 'tfjs-node': text })[1]).toBe(
      "tfjs-broken exray: tfjs can't be loaded: libtensorflow.so.2: cannot open shared object file. node_modules/@tensorflow/tfjs-node/main.js is what the project resolves. Check that a script that only requires it runs here.",
    );
  });

  it('with tfjs and tfjs-node gets the faster', () => {
    const text = (name: string) => `exports.version = '${name}';`;
    expect(lookIn('both', { tfjs: text('tfjs'), 'tfjs-node': text('tfjs-node') })[1]).toBe('tfjs-node');
  });
});
