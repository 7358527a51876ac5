import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Installation, install, jest, project, vitest } from './harness.ts';
import { current, next } from './installations.ts';
import { jestReport, outcomeOf, vitestReport } from './outcome.ts';

const fixture = (path: string): string => fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url));

const preprocessing = (at: Installation, as: string): string => {
  const folder = project(at, 'preprocessing', {}, as);
  for (const name of ['models', 'photos']) mkdirSync(join(folder, name));
  cpSync(fixture('models/effnet-lite0-trunc.onnx'), join(folder, 'models/model.onnx'));
  cpSync(fixture('photos/chelsea-301x227.jpg'), join(folder, 'photos/cat.jpg'));
  return folder;
};

/** The green test passes; the red one names the cause, the effect, the fix, the pictures and the kept trace. */
const check = (folder: string): void => {
  const outcome = outcomeOf(folder);
  expect(outcome).toMatchObject({ 'preprocessing that is right passes': '' });
  const message = outcome['BGR is named with its fix and pictures'] ?? '';
  expect(message).toMatch(/^(\w+: )?channels are BGR, the recipe says RGB; everything else agrees\n/);
  expect(message).toMatch(/\nIt matters: .*features.* drifts by 0\.\d+\./);
  expect(message).toMatch(/\nFix, with sharp .*:\n {2}.*await sharp\(/);
  const pictures = /Pictures: (\S+-saw\.png), (\S+-should-have-seen\.png) and (\S+-difference\.png)/.exec(message);
  const kept = /Kept: (\.exray\/[\w-]+\.safetensors)/.exec(message);
  for (const path of [pictures?.[1], pictures?.[2], pictures?.[3], kept?.[1]])
    expect(existsSync(join(folder, path ?? 'nothing')), message).toBe(true);
  expect(outcome['a promise that nobody awaits is named']).toMatch(/toHavePreprocessing was called and not awaited/);
};

describe('toHavePreprocessing', () => {
  test('in Vitest 4, with its pictures attached', async () => {
    const at = await install('current', current);
    const folder = preprocessing(at, 'preprocessing-vitest4');
    await vitest(at, folder, vitestReport);
    check(folder);
    const attached = readdirSync(join(folder, '.vitest-attachments'));
    expect(attached.filter((name) => name.endsWith('.png')).length).toBe(3);
  });

  test('in Vitest 5 on Node 22', async () => {
    const at = await install('next', next);
    const folder = preprocessing(at, 'preprocessing-vitest5');
    await vitest(at, folder, vitestReport);
    check(folder);
  });

  test('in Jest 30 with CommonJS', async () => {
    const at = await install('current', current);
    const folder = preprocessing(at, 'preprocessing-jest');
    await jest(at, folder, jestReport);
    check(folder);
  });

  test('in Jest 30 with ES modules in TypeScript', async () => {
    const at = await install('current', current);
    const folder = preprocessing(at, 'preprocessing-jest-ts');
    await jest(at, folder, ['--config', 'jest.ts.config.cjs', ...jestReport], {
      NODE_OPTIONS: '--experimental-vm-modules',
    });
    check(folder);
  });
});
