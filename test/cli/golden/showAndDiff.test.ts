import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeGolden } from '../../../src/golden/file/encodeGolden.ts';
import { float, golden, layer, moved, numbers } from '../../golden/judge/made.ts';

const exray = (...args: string[]) => {
  const command = ['--import', 'jiti/register', 'src/cli/main.ts', 'golden', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
};

const [a, b] = [numbers(4000, 1), numbers(3000, 2)];
const chain = (values: Float32Array) =>
  golden([layer('stem', float(a), { noise: 2e-7 }), layer('head', float(values), { reads: ['stem'] })], {
    image: [{ path: 'photos/china.jpg' }],
    result: { label: 'pagoda' },
    inputSha256: { x: 'a'.repeat(64) },
  });

let folder: string;
let [was, is] = ['', ''];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'exray-diff-'));
  [was, is] = [join(folder, 'was.golden.safetensors'), join(folder, 'is.golden.safetensors')];
  writeFileSync(was, encodeGolden(chain(b)));
  writeFileSync(is, encodeGolden(chain(moved(b, 0.01))));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('golden show says what a golden holds, as a table', () => {
  const { status, stdout } = exray('show', was);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^exray golden 1\nsidecar: was\.golden\.safetensors\nsha256: [0-9a-f]{64}\nmodel: onnx/);
  expect(stdout).toMatch(/\nhead +Conv +3000 +float32 /);
  expect(stdout).toContain('image: photos/china.jpg');
  expect(stdout).toContain('result: {"label":"pagoda"}');
  expect(stdout).toContain('noise floor: 1 layer, largest 2e-7');
});

test('golden show --json says the same to programs', () => {
  const { stdout } = exray('show', was, '--json');
  const said = JSON.parse(stdout);
  expect(said).toMatchObject({
    runtime: { name: 'onnxruntime-node' },
    layers: [
      { id: 'stem', shape: [4000] },
      { id: 'head', inputs: ['stem'] },
    ],
  });
  expect(said.layers[0].samples).toHaveLength(16);
  expect(said.layers[0].sketch).toBeUndefined();
});

test('golden diff of equal goldens is one line', () => {
  const { status, stdout } = exray('diff', was, was);
  expect(stdout).toBe('2 layers agree with the golden (golden, same environment)\n');
  expect(status).toBe(0);
});

test('golden diff names the layer that changed, and exits with 1', () => {
  const { status, stdout } = exray('diff', was, is);
  expect(stdout).toMatch(/^head \(Conv\) diverges: its values drifted by about 0\.00\d+ from the golden's/);
  expect(stdout).toMatch(/\n> head +Conv +0\.00\d+ .* diverges\n/);
  expect(status).toBe(1);
  expect(exray('diff', was, is, '--tolerance', '0.1').status).toBe(0);
});

test('golden diff --json is the comparison', () => {
  expect(JSON.parse(exray('diff', was, is, '--json').stdout)).toMatchObject({
    verdict: 'mismatch',
    first: { deployed: 'head', judgedBy: 'sketch' },
  });
});

test('what cannot be done is said, and exits with 2', () => {
  const said = (...args: string[]) => {
    const { status, stderr } = exray(...args);
    expect(status).toBe(2);
    return stderr;
  };
  expect(said('show')).toContain('exray golden show: no golden was given');
  expect(said('diff', was)).toContain('exray golden diff: two goldens are needed');
  expect(said('diff', was, is, '--tolerence', '1')).toContain('Did you mean --tolerance?');
  expect(said('diff', was, is, '--tolerance', 'much')).toContain('--tolerance much is no tolerance');
  expect(said('show', join(folder, 'none'))).toContain('does not exist');
  expect(said('show', 'fixtures')).toContain('fixtures is a folder, not a golden');
});
