import type { Comparison, LayerComparison } from '../verdicts/comparison.ts';
import { findingFix } from './findingSentence.ts';
import { decisiveFinding } from './headline.ts';

/** One thing to do next, or nothing: a hint that is only a guess would send people the wrong way. */
export function hint(comparison: Comparison): string | undefined {
  const { verdict, first, layers, findings } = comparison;
  if (verdict === 'match') return undefined;
  const decisive = decisiveFinding(comparison);
  const ofFirst = findings.filter((finding) => finding.where === first?.deployed && findingFix(finding));
  // What the graph itself does otherwise is more to the point than what its values look like.
  const inGraph = ofFirst.find(({ kind }) => kind === 'attributes-differ' || kind.startsWith('op-'));
  const about = decisive?.kind.startsWith('cause/') ? (inGraph ?? decisive) : (decisive ?? ofFirst[0]);
  const fix = about === undefined ? undefined : findingFix(about);
  if (fix !== undefined) return fix;
  if (first === undefined)
    return verdict === 'undecided' && findings.length === 0
      ? 'pair layers by hand with { pairs: { deployedLayer: "referenceLayer" } }, or give the model file as reference'
      : undefined;
  return byMeasure(first, layers);
}

/** What to do about a layer that diverges without any evidence in its graph. */
function byMeasure(first: LayerComparison, layers: readonly LayerComparison[]): string | undefined {
  const hasOwn = layers.some(({ own }) => own !== undefined);
  if (first.row.startsWith('quantized, outputs'))
    return hasOwn
      ? 'look at the worst weak layer first; accept(comparison) of a healthy conversion lets every layer be judged by itself'
      : 'naming layers needs the reference model: give its .onnx instead of tensors';
  if (!hasOwn && first.judgedBy === 'drift')
    return 'with the reference model (.onnx) instead of tensors, every layer is judged by what it adds itself';
  if (first.measure === 'levels') return 'calibrate this layer again: its range does not fit the values';
  if (first.measure === 'steps')
    return 'compare the scale, the zero point and the weights of this layer with those of a healthy conversion';
  return undefined;
}
