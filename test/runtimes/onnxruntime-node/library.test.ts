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

/** What a project gets whose onnxruntime-node is of this version and has these files. */
const lookIn = (name: string, version?: string, files: Record<string, string> = {}): string => {
  const project = path.join(root, name);
  const folder = path.join(project, 'node_modules/onnxruntime-node');
  fs.mkdirSync(version ? path.join(folder, 'dist') : project, { recursive: true });
  const all = version
    ? {
        'package.json': JSON.stringify({ name: 'onnxruntime-node', version, main: 'dist/index.js' }),
        'dist/index.js': '',
      }
    : {};
  for (const [file, text] of Object.entries({ ...all, ...files })) fs.writeFileSync(path.join(folder, file), text);
  const { NODE_OPTIONS, NODE_PATH, ...env } = process.env;
  return execFileSync(process.execPath, ['--import', jiti, child], { cwd: project, env, encoding: 'utf8' }).trim();
};

describe('a project whose onnxruntime-node can’t be used is told so', () => {
  it('where it is not installed', () => {
    expect(lookIn('missing')).toBe(
      `ort-missing exray: onnxruntime-node is not installed. exray runs ONNX models with it, and ${path.join(root, 'missing')} does not resolve it. Run \`npm install --save-dev onnxruntime-node\`.`,
    );
  });

  it('where it is too old', () => {
    expect(lookIn('old', '1.20.1')).toBe(
      'ort-too-old exray: onnxruntime-node 1.20.1 is too old. Before 1.21 it does not write the graph that it optimized, so its layers cannot be seen. Install onnxruntime-node 1.22 or newer.',
    );
  });

  it('where its addon does not load', () => {
    const binding = "throw new Error('libonnxruntime.so.1: cannot open shared object file\\nRequire stack: ...');";
    expect(lookIn('broken', '1.30.0', { 'dist/binding.js': binding })).toBe(
      "ort-broken exray: onnxruntime-node can't be loaded: libonnxruntime.so.1: cannot open shared object file. Check that a script that only imports onnxruntime-node runs here.",
    );
  });

  it('where parts of it are missing', () => {
    expect(lookIn('partial', '1.30.0')).toMatch(
      /^ort-broken exray: onnxruntime-node can't be loaded: Cannot find module/,
    );
  });
});
