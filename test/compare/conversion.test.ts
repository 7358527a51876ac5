import { expect, test } from 'vitest';
import { conversionOf } from '../../src/compare/conversion.ts';
import type { Trace, TracedModel } from '../../src/trace/trace.ts';

const of = (model: TracedModel): Trace => ({ model }) as Trace;
const onnx = of({ format: 'onnx', weights: 'float32' });

test.each([
  ['uint8', 'weights'],
  ['uint16', 'weights'],
  ['float16', 'float16'],
  ['float32', 'same'],
] as const)(
  'a TensorFlow.js model whose weights are stored as %s is, beside an ONNX file, of the conversion %s',
  (weights, conversion) => {
    expect(conversionOf(of({ format: 'tfjs-graph', weights }), onnx)).toBe(conversion);
    expect(conversionOf(onnx, of({ format: 'tfjs-graph', weights }))).toBe(conversion);
  },
);
