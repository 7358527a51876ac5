import type { EditedModel } from './editedModel.ts';
import type { SingleFault } from './singleFaults.ts';

/** Kinds of single-layer faults of a model with int8 weights, in ten of its convolutions. */
export const int8Single = (model: EditedModel, layers: readonly string[]): SingleFault[] =>
  layers.flatMap((layer) => {
    const names = {
      weight: `${layer}/weight_quantized`,
      scale: `${layer}/weight_scale`,
      bias: `${layer}/bias_quantized`,
    };
    if (!Object.values(names).every((name) => model.has(name))) return [];
    const { values, dims } = model.weight(names.weight);
    const w = values as Int8Array;
    const b = model.weight(names.bias).values as Int32Array;
    const scale = model.weight(names.scale).values as Float32Array;
    // The bias has a scale of its own, which goes with the weights'.
    const biasScale = `${names.bias}_scale`;
    const s = model.weight(biasScale).values as Float32Array;
    const [channels = 1] = dims;
    const each = w.length / channels;
    const rows = (from: (c: number) => number) => ({
      weights: {
        [names.weight]: w.map((_, i) => w[from(Math.floor(i / each)) * each + (i % each)] as number),
        [names.bias]: b.map((_, c) => b[from(c)] as number),
        [names.scale]: scale.map((_, c) => scale[from(c)] as number),
        [biasScale]: s.map((_, c) => s[from(c)] as number),
      },
    });
    const dead = channels >> 1;
    const at = (kind: string, weights: Record<string, ArrayBufferView>): SingleFault => ({
      ...{ kind, layer, channels, depthwise: dims[1] === 1, changes: { weights } },
    });
    const side = dims.at(-1) ?? 1;
    return [
      at('weight scale x 1.02', { [names.scale]: scale.map((value) => value * 1.02) }),
      at('weight scale x 1.05', { [names.scale]: scale.map((value) => value * 1.05) }),
      at("one channel's scale x 2", { [names.scale]: scale.map((value, c) => (c === dead ? value * 2 : value)) }),
      at('weights cut at 64', { [names.weight]: w.map((value) => Math.max(-64, Math.min(64, value))) }),
      at('bias lost', { [names.bias]: new Int32Array(b.length) }),
      at('bias doubled', { [names.bias]: b.map((value) => value * 2) }),
      at('two channels swapped', rows((c) => (c === 3 ? 4 : c === 4 ? 3 : c)).weights),
      at('channels reversed', rows((c) => channels - 1 - c).weights),
      at('dead channel', {
        [names.weight]: w.map((value, i) => (Math.floor(i / each) === dead ? 0 : value)),
        [names.bias]: b.map((value, c) => (c === dead ? 0 : value)),
      }),
      at('4-bit weights', {
        [names.weight]: w.map((value) => Math.max(-128, Math.min(127, Math.round(value / 16) * 16))),
      }),
      ...(side > 1
        ? [
            at('kernel transposed', {
              [names.weight]: w.map((_, i) => {
                const [kernel, y, x] = [Math.floor(i / (side * side)), Math.floor(i / side) % side, i % side];
                return w[kernel * side * side + x * side + y] as number;
              }),
            }),
          ]
        : []),
    ];
  });
