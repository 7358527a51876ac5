import { describe, expect, test } from 'vitest';
import { whereOf } from '../../src/compare/where.ts';

const shape = [2, 8, 8, 8];
const differing = (isWrong: (n: number, c: number, y: number, x: number) => boolean): [Float32Array, Float32Array] => {
  const reference = new Float32Array(2 * 8 * 8 * 8).fill(1);
  const deployed = reference.map((value, i) =>
    isWrong(Math.floor(i / 512), Math.floor(i / 64) % 8, Math.floor(i / 8) % 8, i % 8) ? value + 1 : value,
  );
  return [deployed, reference];
};

describe('where a difference sits', () => {
  test.each([
    ['a channel', (_n: number, c: number) => c === 3, { where: 'channel 3', worstChannel: 3 }],
    ['two channels side by side', (_n: number, c: number) => c === 3 || c === 4, { where: 'channels 3..4' }],
    ['a batch item', (n: number) => n === 1, { where: 'batch item 1' }],
    ['two rows', (_n: number, _c: number, y: number) => y < 2, { where: 'rows 0..1' }],
    [
      'the border',
      (_n: number, _c: number, y: number, x: number) => [0, 7].includes(x) || [0, 7].includes(y),
      { where: 'border' },
    ],
    ['everything', () => true, { where: undefined }],
  ])('%s', (_name, isWrong, expected) => {
    const found = whereOf(...differing(isWrong), shape);
    if ('worstChannel' in expected) expect(found.worstChannel).toBe(expected.worstChannel);
    expect(found.where).toBe(expected.where);
  });

  test('a value that only one side has as finite is the place', () => {
    const [deployed, reference] = differing(() => true);
    deployed[64 * 5] = Number.NaN;
    expect(whereOf(deployed, reference, [1, 16, 8, 8]).where).toBe('channel 5');
  });

  test('equal tensors have none', () => {
    expect(whereOf([1, 2], [1, 2], [2])).toEqual({});
  });
});
