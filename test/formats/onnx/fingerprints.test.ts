import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fingerprints } from '../../../src/formats/onnx/fingerprints.ts';
import { graphOf } from '../../../src/formats/onnx/graph.ts';
import { readModel } from '../../../src/formats/onnx/readModel.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { buildModel, floats, type NodeSketch } from './buildModel.ts';

const ofModel = (bytes: Uint8Array) => {
  const graph = graphOf(readModel(bytes));
  const weightsOf = fingerprints(graph, {});
  return graph.nodes.map((node) => weightsOf(node));
};

/** Fingerprint of the first constant operand of a graph's last node. */
const weight = (nodes: NodeSketch[], weights: Record<string, Tensor>) =>
  ofModel(buildModel({ nodes, inputs: { x: ['float32', [1, 2]] }, outputs: ['y'], weights })).at(-1)?.[0];

const matrix = floats([3, 2], [1, 2, 3, 4, 5, 6]); // [out, in]
const turned = floats([2, 3], [1, 3, 5, 2, 4, 6]);
const canonical = weight([['Gemm', ['x', 'w'], ['y'], { transB: 1n }]], { w: matrix });

describe('a matrix has one fingerprint', () => {
  it.each<[string, NodeSketch[], Record<string, Tensor>]>([
    ['of MatMul', [['MatMul', ['x', 'w'], ['y']]], { w: turned }],
    ['of Gemm without transB', [['Gemm', ['x', 'w'], ['y']]], { w: turned }],
    [
      'behind a Transpose',
      [
        ['Transpose', ['w'], ['t']],
        ['MatMul', ['x', 't'], ['y']],
      ],
      { w: matrix },
    ],
    [
      'behind Identity and Reshape',
      [
        ['Identity', ['w'], ['i']],
        ['Reshape', ['i', 's'], ['r']],
        ['MatMul', ['x', 'r'], ['y']],
      ],
      {
        w: { ...turned, shape: [6] },
        s: { dtype: 'int64', shape: [2], data: BigInt64Array.of(2n, -1n) },
      },
    ],
    [
      'of 4-bit blocks',
      [['com.microsoft:MatMulNBits', ['x', 'w', 's'], ['y'], { K: 2n, N: 3n, bits: 4n, block_size: 16n }]],
      {
        w: {
          dtype: 'uint8',
          shape: [3, 1, 8],
          data: Uint8Array.from({ length: 24 }, (_, i) => [0xa9, 0xcb, 0xed][i / 8] ?? 0x88),
        },
        s: floats([3], [1, 1, 1]),
      },
    ],
  ])('%s', (_, nodes, weights) => {
    const found = weight(nodes, weights);
    expect([found?.role, found?.shape, found?.hash]).toEqual(['weight', [3, 2], canonical?.hash]);
    expect(found?.sketch).toEqual(canonical?.sketch);
  });

  it('dequantized along its output channels', () => {
    const found = weight(
      [
        ['DequantizeLinear', ['w', 's', 'z'], ['d'], { axis: 1n }],
        ['MatMul', ['x', 'd'], ['y']],
      ],
      {
        w: { dtype: 'int8', shape: [2, 3], data: Int8Array.of(3, 3, 6, 5, 4, 7) },
        s: floats([3], [0.5, 1, 1]),
        z: { dtype: 'int8', shape: [3], data: Int8Array.of(1, 0, 1) },
      },
    );
    expect(found).toMatchObject({ hash: canonical?.hash, dtype: 'int8', perChannel: true });
  });

  it('a number is told as such', () => {
    expect(weight([['Mul', ['x', 'half'], ['y']]], { half: floats([], [0.5]) })).toMatchObject({
      role: 'constant',
      shape: [],
      scalar: 0.5,
    });
  });
});

describe('a large weight', () => {
  it('has the same fingerprint however it lies, read in ranges (17 million values)', () => {
    const [rows, columns] = [4200, 4000];
    const values = Float32Array.from({ length: rows * columns }, (_, i) => ((i * 2654435761) % 1000) / 1000);
    const other = new Float32Array(values.length);
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) other[c * rows + r] = values[r * columns + c] as number;
    const inOut = weight([['MatMul', ['x', 'w'], ['y']]], {
      w: { dtype: 'float32', shape: [columns, rows], data: other },
    });
    const outIn = weight([['Gemm', ['x', 'w'], ['y'], { transB: 1n }]], {
      w: { dtype: 'float32', shape: [rows, columns], data: values },
    });
    expect(inOut).toEqual(outIn);
  });
});

describe('the real models', () => {
  const fixture = (name: string) =>
    ofModel(fs.readFileSync(new URL(`../../../fixtures/models/${name}.onnx`, import.meta.url)));
  const kernels = (name: string) =>
    fixture(name).flatMap((of) => of.filter(({ role, shape }) => role === 'weight' && shape.length === 4));
  const cosine = (a: readonly number[], b: readonly number[]): number => {
    const dot = (x: readonly number[], y: readonly number[]) =>
      x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };

  it.each(['effnet-lite0-trunc-torch-export', 'effnet-lite0-trunc-int8'])(
    '%s: each of 18 kernels is nearest to its own float kernel',
    (name) => {
      const [float, other] = [kernels('effnet-lite0-trunc'), kernels(name)];
      expect(other).toHaveLength(18);
      for (const [index, kernel] of other.entries()) {
        const scores = float.map(({ shape, sketch }) =>
          shape.join() === kernel.shape.join() ? cosine(sketch, kernel.sketch) : -1,
        );
        expect(scores.indexOf(Math.max(...scores))).toBe(index);
        expect(scores[index]).toBeGreaterThan(0.99);
      }
    },
  );
});
