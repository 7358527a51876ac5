import { expect, test } from 'vitest';
import { curve } from '../../../../src/preprocessing/diagnose/blind/tone/curve.ts';

const bins = (of: (level: number) => number) =>
  Array.from({ length: 128 }, (_, i) => ({ x: 2 * i, y: of(2 * i), count: 20 }));

test('a curve that no power is, is fitted', () => {
  const bent = (level: number) => 255 * (0.5 - 0.5 * Math.cos((Math.PI * level) / 255));
  const { table } = curve.fit([bins(bent)]) as { table: Float32Array };
  // Its ends are those of the line through the last points.
  for (const level of [32, 100, 128, 200]) expect(table[level]).toBeCloseTo(bent(level), -0.5);
});

test('levels that wrap are no curve', () => {
  expect(curve.fit([bins((level) => (level > 127 ? level - 256 : level))])).toBeUndefined();
});
