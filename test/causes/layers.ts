import type { Values } from '../../src/causes/cause.ts';
import type { Expected } from '../../src/causes/expected/expected.ts';
import { expectedSketch } from '../../src/causes/expected/expectedSketch.ts';
import { expectedValues } from '../../src/causes/expected/expectedValues.ts';
import type { FreshLayer } from '../../src/causes/explainLayer.ts';
import { sketch } from '../../src/sketch/sketch.ts';
import { statistics } from '../../src/tensor/statistics.ts';

/** A healthy layer: smooth along rows and columns, every channel of its own, clipped at 0 as behind a ReLU. */
export const healthy = (shape: readonly number[], seed = 1, clips = true): Values => {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const inner = shape.at(-1) as number;
  for (let i = 0; i < values.length; i++) {
    const [x, y] = [i % inner, Math.floor(i / inner)];
    const bits = Math.imul(i + 1, 0x9e3779b9 + 2 * seed) >>> 8;
    const value =
      Math.sin(0.31 * x + 0.7 * seed) + Math.cos(0.0137 * y * (1 + 0.01 * seed)) + 0.8 * (bits / 2 ** 24) - 0.2;
    values[i] = clips ? Math.min(2, Math.max(0, value)) : value;
  }
  return values;
};

/** What is known of a layer when only its sketch, rounded to float32, and its statistics are kept. */
export const onlySketched = (values: Values): Expected =>
  expectedSketch({ ...statistics(values), sketch: Float64Array.from(Float32Array.from(sketch(values))) });

export const known = (values: Values) =>
  [
    ['values', expectedValues(values)],
    ['sketch', onlySketched(values)],
  ] as const;

export const layers: readonly Omit<FreshLayer, 'values'>[] = [
  { shape: [1, 16, 28, 28], op: 'Conv', layout: 'NCHW' },
  { shape: [1, 3, 40, 56], op: '', layout: 'NCHW' },
  { shape: [1, 24, 30, 12], op: 'Conv', layout: 'NHWC' },
  { shape: [2, 12, 14, 14], op: 'Conv', layout: 'NCHW' },
  { shape: [1, 150, 14, 14], op: 'Conv', layout: 'NCHW' },
  { shape: [1, 50, 24], op: 'MatMul', layout: 'unknown' },
  { shape: [1, 980], op: 'Flatten', layout: 'NCHW' },
  { shape: [600], op: '', layout: 'unknown' },
];
