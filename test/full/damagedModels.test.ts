import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runNode } from './programs.ts';

const child = fileURLToPath(new URL('damagedModels.child.ts', import.meta.url));

/** Model and how many damaged copies of it. */
const models: [name: string, copies: number][] = [
  ['tiny-mlp', 600],
  ['tiny-types', 600],
  ['tiny-topk', 600],
  ['effnet-lite0-trunc-int8', 150],
];

test.each(models)('damaged copies of %s that still parse are recorded or refused in words', async (name, copies) => {
  const { code, output } = await runNode(child, [`fixtures/models/${name}.onnx`, String(copies)]);
  const last = output.trim().split('\n').at(-1) as string;
  expect([code, last.startsWith('{')], output.slice(-2000)).toEqual([0, true]);
  const { recorded, refused, wrong } = JSON.parse(last);
  expect(wrong).toEqual([]);
  expect(recorded).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
});
