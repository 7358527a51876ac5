import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counted, digits, digitsApart, listed } from '../../src/report/digits.ts';

test('numbers have the digits that matter', () => {
  const shown = [
    0.0392,
    1e-5,
    3.61e-7,
    1.35e-3,
    0,
    4.213,
    12.6,
    130.4,
    15000,
    2.5e9,
    0.99951,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0.25,
  ];
  expect(shown.map((value) => digits(value))).toEqual([
    '0.039',
    '0.00001',
    '3.6e-7',
    '0.0014',
    '0',
    '4.2',
    '13',
    '130',
    '15000',
    '2.5e9',
    '1',
    'NaN',
    'Infinity',
    '-0.25',
  ]);
});

test('two numbers that differ never read alike', () => {
  expect(digitsApart(0.01004, 0.01)).toEqual(['0.01004', '0.01']);
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, min: 1e-12, max: 1e9 }),
      fc.double({ noNaN: true, min: 1e-12, max: 1e9 }),
      (a, b) => {
        const [one, other] = digitsApart(a, b);
        expect(one === other).toBe(a === b);
      },
    ),
  );
});

test('two significant digits are never off by more than five percent', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: 1e-12, max: 1e12 }), (value) => {
      expect(Math.abs(Number(digits(value)) - value) / value).toBeLessThanOrEqual(0.05 + 1e-9);
    }),
  );
});

test('lists end with "and", and are cut where they are long', () => {
  expect([
    listed([]),
    listed(['a']),
    listed(['a', 'b']),
    listed(['a', 'b', 'c', 'd']),
    listed(['a', 'b', 'c', 'd', 'e']),
  ]).toEqual(['', 'a', 'a and b', 'a, b, c and d', 'a, b, c and 2 more']);
  expect([counted(1, 'layer'), counted(2, 'layer')]).toEqual(['1 layer', '2 layers']);
});
