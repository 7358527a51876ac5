import { describe, expect, test } from 'vitest';
import { compareInputs } from '../../src/compare/inputs/compareInputs.ts';
import { compareResults } from '../../src/compare/result/compareResults.ts';
import { findingsMessage } from '../../src/report/findingsMessage.ts';
import { MOST_LINES } from '../../src/report/message.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

const ids = (...values: number[]): Tensor => ({
  ...{ dtype: 'int64', shape: [1, values.length] },
  data: BigInt64Array.from(values, BigInt),
});
const picture = (change: (value: number) => number = (value) => value, shape = [1, 3, 4, 4]): Tensor => ({
  ...{ dtype: 'float32', shape },
  data: Float32Array.from({ length: 48 }, (_, index) => change(Math.sin(index) * 0.5 + 0.5)),
});
const inputs = (one: Record<string, Tensor>, other: Record<string, Tensor>) =>
  findingsMessage(compareInputs(one, other), 'input', { reference: 'reference.safetensors' });

describe('inputs in words', () => {
  test.each([
    ['another token', { ids: ids(1, 2, 9, 4) }, { ids: ids(1, 2, 3, 4) }],
    ['padding on the other side', { ids: ids(0, 0, 7, 8) }, { ids: ids(7, 8, 0, 0) }],
    ['a lost start token', { ids: ids(7, 8, 9, 2) }, { ids: ids(101, 7, 8, 9) }],
    ['a mask that masks nothing', { mask: ids(1, 1, 1, 1) }, { mask: ids(1, 1, 0, 0) }],
    ['a shorter sequence', { ids: ids(1, 2, 3) }, { ids: ids(1, 2, 3, 4) }],
    ['swapped inputs', { ids: ids(0, 1), mask: ids(5, 6) }, { ids: ids(5, 6), mask: ids(0, 1) }],
    ['a missing input', { ids: ids(1) }, { ids: ids(1), mask: ids(1) }],
    ['another dtype', { ids: { dtype: 'int32', shape: [1, 1], data: Int32Array.of(1) } as Tensor }, { ids: ids(1) }],
    ['another normalization', { images: picture((value) => value * 2 - 1) }, { images: picture() }],
    ['a NaN', { images: picture((value) => (value > 0.99 ? Number.NaN : value)) }, { images: picture() }],
    ['another shape', { images: picture(undefined, [1, 3, 2, 8]) }, { images: picture() }],
    ['nothing to compare', {}, {}],
  ])('%s', (_, one, other) => {
    expect(inputs(one as Record<string, Tensor>, other as Record<string, Tensor>)).toMatchSnapshot();
  });
});

describe('results in words', () => {
  const cat = { label: 'cat', score: 0.9, box: [10, 10, 110, 110] };
  test.each([
    ['another label', { label: 'dog', score: 0.5 }, { label: 'cat', score: 0.5 }, {}],
    ['another score', { label: 'cat', score: 0.52 }, { label: 'cat', score: 0.5 }, {}],
    ['another class id', { id: 281 }, { id: 282 }, {}],
    [
      'a lost normalization',
      Array.from({ length: 32 }, (_, at) => Math.sin(at) * 3),
      Array.from({ length: 32 }, (_, at) => Math.sin(at)),
      {},
    ],
    [
      'another order',
      [
        { label: 'b', score: 0.3 },
        { label: 'a', score: 0.5 },
      ],
      [
        { label: 'a', score: 0.5 },
        { label: 'b', score: 0.3 },
      ],
      {},
    ],
    [
      'a tie at the end, and a wrong score',
      [
        { label: 'a', score: 0.6 },
        { label: 'c', score: 0.2 },
      ],
      [
        { label: 'a', score: 0.5 },
        { label: 'b', score: 0.2 },
      ],
      {},
    ],
    ['a box that moved', [{ ...cat, box: [40, 10, 140, 110] }], [cat], {}],
    ['a box of another class', [{ ...cat, label: 'dog' }], [cat], {}],
    [
      'a missing box, and one at the threshold',
      [],
      [cat, { ...cat, score: 0.5, box: [300, 10, 400, 110] }],
      { threshold: 0.5 },
    ],
    ['another kind of value', { a: '1' }, { a: 1 }, {}],
    ['missing and additional keys', { a: 1, x: 2 }, { a: 1, y: { deep: true } }, {}],
  ])('%s', (_, one, other, options) => {
    expect(findingsMessage(compareResults(one, other, options), 'value')).toMatchSnapshot();
  });

  test('are at most 30 lines, however much differs', () => {
    const long = Array.from({ length: 200 }, (_, at) => `label ${at}`);
    const text = findingsMessage(compareResults(long, [...long].reverse()), 'value', {
      kept: ['.exray/a.safetensors'],
    });
    expect(text.split('\n').length).toBeLessThanOrEqual(MOST_LINES);
    expect(text).toMatch(/\.\.\. and \d+ more lines\n\nKept: \.exray\/a\.safetensors$/);
  });
});

test('a scale without an offset is told without one', () => {
  const pixels = (scale: number, offset = 0): Tensor => ({
    dtype: 'float32',
    shape: [1, 3, 32, 32],
    data: Float32Array.from({ length: 3072 }, (_, index) => Math.sin(index * 0.37) * scale + offset),
  });
  const said = (deployed: Tensor) =>
    findingsMessage(compareInputs({ images: deployed }, { images: pixels(1) }), 'input').split('\n')[0];
  expect(said(pixels(0.502))).toMatch(/: it is the reference x 0\.502$/);
  expect(said(pixels(0.502, 0.25))).toMatch(/: it is the reference x 0\.502 \+ 0\.25$/);
});
