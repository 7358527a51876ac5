import { expect, test } from 'vitest';
import { resultChange } from '../../../src/report/golden/resultChange.ts';

test('a result says which value changed first, and how many more did', () => {
  const was = [
    { label: 'palace', score: 0.61234567 },
    { label: 'dome', score: 0.2 },
  ];
  const is = [
    { label: 'palace', score: 0.51234567 },
    { label: 'boat', score: 0.3 },
  ];
  expect(resultChange(was, is)).toBe("The app's result: [0].score was 0.6123, is 0.5123; 2 other values changed, too.");
});

test('a plain result and one of another kind are shown as a whole', () => {
  expect(resultChange('cat', 'dog')).toBe('The app\'s result was "cat", is "dog".');
  expect(resultChange({ top: { label: 'cat' } }, { top: null })).toBe(
    'The app\'s result: top was {"label":"cat"}, is null.',
  );
  expect(resultChange([1, 2], [1])).toBe("The app's result: [1] was 2, is undefined.");
});

test('numbers that a few digits do not tell apart are shown with all of theirs', () => {
  expect(resultChange([23.69681], [23.69689])).toBe("The app's result: [0] was 23.69681, is 23.69689.");
});

test('other spellings of the same values are no change of a value', () => {
  expect(resultChange({ a: 1, b: 2 }, { b: 2, a: 1 })).toMatch(/with the same values/);
});
