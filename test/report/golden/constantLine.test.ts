import { expect, test } from 'vitest';
import { constantLine } from '../../../src/report/golden/constantLine.ts';

test('names the layers that hold one value everywhere, three at most', () => {
  expect(constantLine(['a'], 'china 1')).toBe(
    '1 layer of the golden "china 1" holds one value everywhere (a): dead or clipped, or a photo that says little; look before you commit it',
  );
  expect(constantLine(['a', 'b', 'c', 'd', 'e'], 'china 1')).toMatch(
    /^5 layers of the golden "china 1" hold one value everywhere \(a, b, c and 2 more\): /,
  );
});
