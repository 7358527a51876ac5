import { describe, expect, it } from 'vitest';
import { graphOf } from '../../../src/formats/onnx/graph.ts';
import { imageLayout } from '../../../src/formats/onnx/imageLayout.ts';
import { buildModelProto, floats, type GraphSketch, type NodeSketch } from './buildModel.ts';

const layoutOf = (nodes: NodeSketch[], weights: GraphSketch['weights'] = {}) =>
  imageLayout(graphOf(buildModelProto({ nodes, inputs: { x: ['float32'] }, outputs: ['y'], weights })), {});

describe('a graph tells how it lays pictures out', () => {
  it.each<[string, NodeSketch[], string]>([
    ['channels first: convolutions of pictures', [['Conv', ['x', 'w'], ['y']]], 'NCHW'],
    ['channels first: their fused form', [['com.microsoft:FusedConv', ['x', 'w'], ['y']]], 'NCHW'],
    [
      'channels first: a kernel that is told by an attribute',
      [['Conv', ['x', 'v'], ['y'], { kernel_shape: [3n, 3n] }]],
      'NCHW',
    ],
    ['channels last: operators that the runtime turned', [['com.ms.internal.nhwc:Conv', ['x', 'w'], ['y']]], 'NHWC'],
    ['channels last: convolutions made for it', [['com.microsoft:NhwcFusedConv', ['x', 'w'], ['y']]], 'NHWC'],
    [
      'channels last: quantized convolutions that say so',
      [['com.microsoft:QLinearConv', ['x', 's', 'z', 'w', 's', 'z', 's', 'z'], ['y'], { channels_last: 1n }]],
      'NHWC',
    ],
    [
      'nothing: some of each',
      [
        ['Conv', ['x', 'w'], ['h']],
        ['com.ms.internal.nhwc:Conv', ['h', 'w'], ['y']],
      ],
      'unknown',
    ],
    ['nothing: convolutions of sound', [['Conv', ['x', 'sound'], ['y']]], 'unknown'],
    ['nothing: matrices', [['MatMul', ['x', 'w'], ['y']]], 'unknown'],
  ])('%s', (_, nodes, layout) => {
    expect(layoutOf(nodes, { w: floats([4, 3, 3, 3]), sound: floats([4, 3, 5]) })).toBe(layout);
  });

  it('through the constants between a kernel and its convolution', () => {
    const nodes: NodeSketch[] = [
      ['DequantizeLinear', ['q', 's'], ['w']],
      ['Conv', ['x', 'w'], ['y']],
    ];
    const q = { dtype: 'int8' as const, shape: [4, 3, 3, 3], data: new Int8Array(108) };
    expect(layoutOf(nodes, { q, s: floats([], [0.1]) })).toBe('NCHW');
  });
});
