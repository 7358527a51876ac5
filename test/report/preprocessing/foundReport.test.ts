import { expect, test } from 'vitest';
import type { Diagnosis } from '../../../src/preprocessing/diagnose/diagnosis.ts';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import { foundReport, presetLines } from '../../../src/report/preprocessing/foundReport.ts';

const recipe = recipes['torchvision/imagenet-v1'];
const diagnosis: Diagnosis = {
  explained: 'explained',
  recipe,
  differences: [],
  residual: { max: 2, mean: 0.2, rms: 0.31, bias: [0, 0, 0] },
  ties: [],
  notIdentifiable: [],
};
const report = (rest: Partial<Diagnosis> = {}) => foundReport({ ...diagnosis, ...rest });

test('every step that was found has a line, in the order in which it happens', () => {
  const lines = report();
  expect(lines.slice(0, 3)).toEqual([
    'The tensor is reproduced but for 0.31 of 255 levels (rms; at most 2).',
    '',
    'What was done:',
  ]);
  const steps = lines.slice(3).map((line) => /^ {2}(\w+)/.exec(line)?.[1]);
  expect(steps).toEqual(['decode', 'geometry', 'kernel', 'channels', 'values', 'layout', 'dtype']);
});

test('what no recipe asks for is told, too', () => {
  const text = report({
    recipe: {
      ...recipe,
      turn: { by: 'rotate-90', when: 'before-resize' },
      order: 'GBR',
      gamma: 2.2,
      reading: 'interleaved-as-planes',
      memory: { kind: 'unwritten-tail', written: 5 },
    },
  }).join('\n');
  for (const words of [
    /orientation +turned clockwise/,
    /channels +GBR/,
    /gamma +2\.2/,
    /NCHW, but interleaved/,
    /first 5/,
  ])
    expect(text).toMatch(words);
});

test('what the image cannot tell is said, not guessed', () => {
  const lines = report({
    ties: [{ step: 'kernel', kind: 'kernel/other', found: { kernel: 'sharp/linear' } }],
    notIdentifiable: [{ step: 'channels', why: 'gray' }],
    cutShort: true,
  });
  expect(lines).toContain('This image cannot tell kernel: it may as well be sharp/linear (antialiased).');
  expect(lines).toContain('This image says nothing about channels: it is gray.');
  expect(lines[1]).toBe('The search was stopped at its time limit: this is what it had found by then.');
});

test('what is not explained says what is certain, and what are no numbers', () => {
  const { recipe: _, ...nothing } = diagnosis;
  const far = { max: Infinity, mean: Infinity, rms: Infinity, bias: [] };
  const lines = foundReport({
    ...nothing,
    recipe: undefined,
    explained: 'unexplained',
    residual: far,
    certain: { layout: 'NCHW' },
    notFinite: 3,
  });
  expect(lines).toEqual([
    'This is not among the known ways to make a tensor of an image.',
    '3 values are no finite numbers.',
    '',
    'What is certain:',
    '  layout      NCHW',
  ]);
});

test('presets that do the same are listed with their users', () => {
  const one = { name: 'a/b', usedBy: 'models of A' };
  expect(presetLines([])).toEqual([]);
  expect(presetLines([one])).toEqual(['', 'That is a preset:', '  a/b (models of A)']);
  expect(presetLines([one, one])[1]).toBe('Presets that do the same on this image:');
});
