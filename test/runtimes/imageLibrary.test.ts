import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const child = fileURLToPath(new URL('./imageLibrary.child.ts', import.meta.url));
const CANVAS = '@napi-rs/canvas';

/** What is loaded is a matter of the whole process. The model's input is called as transformers.js calls it. */
const answer = (...steps: string[]): string =>
  execFileSync(process.execPath, ['--import', 'jiti/register', child, ...steps], { encoding: 'utf8' }).trim();

test.each([
  [[], 'undefined'],
  [['sharp'], 'sharp'],
  [[CANVAS], CANVAS],
  [[CANVAS, 'sharp'], 'sharp'],
  [['tfjs'], '@tensorflow/tfjs'],
])('an app that loaded %j gets its fix in it', (steps, library) => {
  expect(answer(...steps)).toBe(library);
});

test('the sharp that exray itself loads to decode images is not the one of the app', () => {
  expect(answer(CANVAS, 'ask', 'sharp')).toBe(CANVAS);
  expect(answer('ask', 'sharp')).toBe('sharp');
});
