import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPython } from '../python/python.ts';
import { runNode, runPythonFile } from './programs.ts';

const python = findPython([
  'numpy',
  'PIL',
  'onnx',
  'onnxruntime',
  'torch',
  'onnxconverter_common',
  'efficientnet_lite_pytorch',
]);
/** Three photos of twelve: the whole table (docs/accuracy.md) takes longer than CI should. */
const photos = ['china.jpg', 'coffee.jpg', 'flower.jpg'];
let folder = '';

describe.skipIf('reason' in python)('on three photos', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'exray-accuracy-'));
    await runPythonFile((python as { command: string }).command, 'fixtures/make/faults.py', ['--all', folder]);
    for (const input of readdirSync(join(folder, 'inputs')))
      if (!photos.includes(input.replace(/\.\w+$/, ''))) rmSync(join(folder, 'inputs', input));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('nearly all faults of the float model are found', async () => {
    const { output } = await runNode('test/accuracy/run.ts', [folder, 'float']);
    const [, found, all] = /^== own error, deployed: (\d+) of (\d+) found/m.exec(output) ?? [output];
    expect(Number(all)).toBeGreaterThanOrEqual(40 * photos.length);
    expect(Number(found) / Number(all)).toBeGreaterThanOrEqual(520 / 540);
  });

  test('benign variants give no alarm', async () => {
    const { code, output } = await runNode('test/accuracy/run.ts', [folder, 'benign']);
    const alarms = [...output.matchAll(/: (\d+) alarms of/g)].map(([, count]) => Number(count));
    expect(code, output).toBe(0);
    expect(alarms.length).toBeGreaterThan(5);
    expect(alarms, output).toEqual(alarms.map(() => 0));
  });
});
