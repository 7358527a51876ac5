import { realValues } from '../../tensor/realValues.ts';
import type { ConstantView } from '../fingerprintOf.ts';
import { constantValue, storedConstant } from './constants.ts';
import { intAttribute, type OnnxGraph, type OnnxNode } from './graph.ts';
import { type ExternalData, storedTensor, storedValues } from './tensorData.ts';

/**
 * The matrix [out, in] of a MatMulNBits node: each row in blocks of `block_size` values of `bits` bits, lowest bits
 * first, with a scale and a zero point a block (the middle of the range where none is stored).
 */
export const blockWeights = (graph: OnnxGraph, node: OnnxNode, external: ExternalData): ConstantView | undefined => {
  const int = (name: string, otherwise: number) => intAttribute(node.proto, name, otherwise);
  const [rows, columns, bits, block] = [int('N', 0), int('K', 0), int('bits', 4), int('block_size', 0)];
  const proto = storedConstant(graph, node.inputs[1] ?? '');
  const stored = proto && storedTensor(proto);
  const scales = constantValue(graph, node.inputs[2] ?? '', external);
  const zeros = node.inputs[3] ? constantValue(graph, node.inputs[3], external) : undefined;
  if (stored?.dtype !== 'uint8' || !scales || scales.dtype === 'string' || zeros?.dtype === 'string') return undefined;
  if (![2, 4, 8].includes(bits) || block < 1 || rows < 1 || columns < 1) return undefined;
  const blocks = Math.ceil(columns / block);
  const rowBytes = blocks * Math.ceil((block * bits) / 8);
  const blockBytes = rowBytes / blocks;
  const mask = 2 ** bits - 1;
  const steps = realValues(scales);
  const packedZeros = zeros?.dtype === 'uint8';
  const zeroBytes = Math.ceil((blocks * bits) / 8);
  const shifts = zeros && realValues(zeros);
  const unpack = (bytes: ArrayLike<number>, start: number, index: number): number =>
    ((bytes[start + Math.floor((index * bits) / 8)] ?? 0) >> ((index * bits) % 8)) & mask;
  const zeroOf = (row: number, at: number): number =>
    !shifts ? 2 ** (bits - 1) : packedZeros ? unpack(shifts, row * zeroBytes, at) : (shifts[row * blocks + at] ?? 0);
  return {
    dtype: bits === 4 ? 'uint4' : 'uint8',
    shape: [rows, columns],
    perChannel: true,
    read: (from, to) => {
      const first = Math.floor(from / columns);
      const last = Math.ceil(to / columns);
      const bytes = storedValues(stored, external, first * rowBytes, last * rowBytes) as Uint8Array;
      const values = new Float32Array(to - from);
      for (let i = from; i < to; i++) {
        const row = Math.floor(i / columns);
        const column = i % columns;
        const at = Math.floor(column / block);
        const quantized = unpack(bytes, (row - first) * rowBytes + at * blockBytes, column % block);
        values[i - from] = (quantized - zeroOf(row, at)) * (steps[row * blocks + at] ?? 0);
      }
      return values;
    },
  };
};
