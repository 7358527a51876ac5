import { expect, test } from 'vitest';
import { followingRows } from '../../../../src/preprocessing/diagnose/blind/improve/followingRows.ts';

const [width, height] = [40, 48];
const wave = (x: number, y: number, c: number) => 128 + 100 * Math.sin(x * (0.2 + 0.1 * c) + y * (0.3 - 0.05 * c) + c);
const rgb = Float32Array.from({ length: width * height * 3 }, (_, i) => {
  const p = Math.floor(i / 3);
  return wave(p % width, Math.floor(p / width), i % 3);
});
const mixed = (i: number) =>
  0.6 * (rgb[3 * i] as number) + 0.3 * (rgb[3 * i + 1] as number) + 0.1 * (rgb[3 * i + 2] as number) - 20;

test('rows follow a picture as far as they are the same mixture of its colours', () => {
  for (const own of [height, 21, 9]) {
    const y = Float32Array.from({ length: width * height }, (_, i) =>
      Math.floor(i / width) < own ? mixed(i) : wave(i % width, -i / width, 4),
    );
    expect(followingRows(rgb, y, width, 6)).toBe(own);
  }
});

test('nothing follows in another picture', () => {
  const y = Float32Array.from({ length: width * height }, (_, i) => ((i * 7919) % 251) / 251);
  expect(followingRows(rgb, y, width, 6)).toBe(0);
});
