import type { Comparison, LayerComparison } from '../compare/comparison.ts';

/** One thing to do next, or nothing: a hint that is only a guess would send people the wrong way. */
export function hint(comparison: Comparison): string | undefined {
  const { verdict, first, layers } = comparison;
  if (verdict === 'match') return undefined;
  if (verdict === 'undecided' && layers.every(({ status }) => status === 'unpaired'))
    return 'pair layers by hand with { pairs: { deployedLayer: "referenceLayer" } }, or give the model file as reference';
  if (first === undefined) return undefined;
  if (first.judgedBy === 'drift' && layers.some(({ status }) => status === 'weak'))
    return 'accept(comparison) of a healthy conversion gives the accepted values that let every layer be judged by itself';
  if (first.judgedBy === 'drift' && layers.every(({ own }) => own === undefined))
    return 'naming layers by what each adds itself needs the reference model: give its .onnx instead of tensors';
  return tolerated(first, layers);
}

/** Which weights or attributes to look at. */
function tolerated(first: LayerComparison, layers: readonly LayerComparison[]): string | undefined {
  if (first.row.startsWith('quantized'))
    return 'compare the scale, zero point and weights of this layer with those of a healthy conversion';
  if (layers.length === 0) return undefined;
  return "compare this layer's weights and attributes in the deployed file with the reference's";
}
