import type { NodeProto } from '../../../src/formats/onnx/schema_pb.ts';
import { attributeOf, type Changes, type EditedModel, multiplied } from './editedModel.ts';

/** One fault in one layer. */
export interface SingleFault {
  kind: string;
  layer: string;
  /** Output channels of the layer. */
  channels: number;
  depthwise: boolean;
  changes: Changes;
}

/** Every kind of fault in every layer that can have it: 418 of EfficientNet-Lite0. */
export const singleFaults = (model: EditedModel): SingleFault[] => model.nodes.flatMap((node) => faultsOf(model, node));

const faultsOf = (model: EditedModel, node: NodeProto): SingleFault[] => {
  const layer = node.output[0] as string;
  if (node.opType === 'Clip')
    return [{ kind: 'ReLU6 without its 6', layer, channels: 0, depthwise: false, changes: withoutSix(layer) }];
  if (node.opType === 'GlobalAveragePool')
    return [{ kind: 'pool divides by 64', layer, channels: 0, depthwise: false, changes: multiplied(layer, 49 / 64) }];
  if (node.opType !== 'Conv' && node.opType !== 'Gemm') return [];
  const [, weight = '', bias = ''] = node.input;
  const { values, dims } = model.weight(weight);
  const w = values as Float32Array;
  const b = model.weight(bias).values as Float32Array;
  const [channels = 1] = dims;
  const group = Number(attributeOf(node, 'group')?.i ?? 1n);
  const depthwise = node.opType === 'Conv' && group > 1;
  const rows = (from: (channel: number) => number) => ({
    weights: { [weight]: reordered(w, channels, from), [bias]: reordered(b, channels, from) },
  });
  const at = (kind: string, changes: Changes): SingleFault => ({ kind, layer, channels, depthwise, changes });
  const only = (change: (value: number, i: number) => number): Changes => ({ weights: { [weight]: w.map(change) } });
  const side = dims.at(-1) ?? 1;
  const dead = channels >> 1;
  const each = w.length / channels;
  return [
    at(
      'weights x 1.01',
      only((value) => value * 1.01),
    ),
    at(
      'weights x 1.001',
      only((value) => value * 1.001),
    ),
    at(
      'weights + 0.1 % noise',
      only((value, i) => value * (1 + 0.002 * (((i * 7919) % 1009) / 1009 - 0.5))),
    ),
    at(
      'two channels swapped',
      rows((channel) => (channel === 3 ? 4 : channel === 4 ? 3 : channel)),
    ),
    at(
      'channels reversed',
      rows((channel) => channels - 1 - channel),
    ),
    at('dead channel', {
      weights: {
        [weight]: w.map((value, i) => (Math.floor(i / each) === dead ? 0 : value)),
        [bias]: b.map((value, i) => (i === dead ? 0 : value)),
      },
    }),
    at('bias lost', { weights: { [bias]: new Float32Array(b.length) } }),
    ...(node.opType === 'Conv' && side > 1
      ? [
          at('kernel transposed', { weights: { [weight]: transposedKernels(w, side) } }),
          at('padding shifted', shiftedPads(layer)),
        ]
      : []),
  ];
};

const reordered = (values: Float32Array, channels: number, from: (channel: number) => number): Float32Array => {
  const each = values.length / channels;
  const result = new Float32Array(values.length);
  for (let c = 0; c < channels; c++) result.set(values.subarray(from(c) * each, (from(c) + 1) * each), c * each);
  return result;
};

const transposedKernels = (values: Float32Array, side: number): Float32Array =>
  values.map((_, i) => {
    const [kernel, y, x] = [Math.floor(i / (side * side)), Math.floor(i / side) % side, i % side];
    return values[kernel * side * side + x * side + y] as number;
  });

/** Clip(x, min) alone. */
const withoutSix = (output: string): Changes => ({
  node: {
    output,
    change: (node) => {
      const high = node.input.splice(2, 1);
      return () => void node.input.push(...high);
    },
  },
});

/** One more in front, one less behind. */
const shiftedPads = (output: string): Changes => ({
  node: {
    output,
    change: (node) => {
      const pads = attributeOf(node, 'pads');
      if (!pads) return () => {};
      const before = pads.ints;
      const half = before.length / 2;
      pads.ints = before.map((pad, i) => (i < half ? pad + 1n : pad - 1n));
      return () => {
        pads.ints = before;
      };
    },
  },
});
