import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { describeTfjsNode, tfjsNodeFolder } from '../runtimes/tfjs/tfjsNode.ts';

const script = fileURLToPath(new URL('../../scripts/tfjsNode/tfjsNode.mjs', import.meta.url));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'exray-tfjs-node-test-'));
  folders.push(folder);
  return folder;
};

/** `npm run tfjs-node`, and what it says. */
const tfjsNode = (args: string[], env: Record<string, string>): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('npm run tfjs-node', () => {
  test('says all that is missing before it downloads anything', async () => {
    const parent = emptyFolder();
    const env = { EXRAY_TFJS_NODE: join(parent, 'made'), PYTHON: 'no-such-python', CXX: 'no-such-compiler' };
    const { code, output } = await tfjsNode(['--build'], env);
    expect(code).toBe(1);
    expect(output).toBe(
      [
        'tfjs-node cannot be built here',
        "  why: no-such-python has no pip, which brings TensorFlow's library",
        '       there is no no-such-compiler, which compiles the binding',
        '  fix: install Python with pip (Debian: apt-get install python3-pip), or name such a Python in PYTHON; install a C++17 compiler (Debian: apt-get install g++), or name one in CXX',
        '',
      ].join('\n'),
    );
    expect(readdirSync(parent)).toEqual([]);
  });

  test('says what npm said where that reaches no registry, and leaves nothing behind', async () => {
    const parent = emptyFolder();
    const env = {
      EXRAY_TFJS_NODE: join(parent, 'made'),
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_fetch_retries: '0',
      npm_config_cache: join(parent, 'cache'),
      npm_config_loglevel: 'error',
    };
    const { code, output } = await tfjsNode([], env);
    expect(code).toBe(1);
    expect(output).toMatch(
      /npm could not install tfjs-node\n {2}why: [\s\S]*ECONNREFUSED[\s\S]*\n {2}fix: give npm a registry/,
    );
    expect(readdirSync(parent)).toEqual(['cache']);
  });
});

describeTfjsNode('npm run tfjs-node where it was run before', () => {
  test('computes something, says so and changes nothing', async () => {
    const { code, output } = await tfjsNode([], { EXRAY_TFJS_NODE: tfjsNodeFolder as string });
    expect(code).toBe(0);
    expect(output).toMatch(
      /^tfjs-node \[\d+ s\]: @tensorflow\/tfjs-node 4\.\d+\.\d+ on libtensorflow 2\.\d+\.\d+ is there: /,
    );
  });
});
