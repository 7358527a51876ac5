import { floorFactor, type Row, rows, toleranceOf } from '../../verdicts/tolerances.ts';
import { against, type JudgeContext, type Judgement } from './judgement.ts';
import { idsOf } from './judgeOwn.ts';
import type { MergedLayer } from './merged.ts';

/** Judges a layer by the drift that arrives at it: all that tensors alone can say. */
export const judgeDrift = (layer: MergedLayer, context: JudgeContext): Judgement => {
  const tolerance = (row: Row) => toleranceOf(row, idsOf(layer), context.options.tolerance);
  const { conversion, gpu } = context;
  if (conversion === 'same' || conversion === 'sameQuantized' || conversion === 'sameDynamic') {
    const row = gpu ? rows.driftOnGpu : rows.drift;
    const set = tolerance(row);
    const floor = floorFactor * (context.floor.get(layer.pair.deployed) ?? 0);
    const isOverridden = set !== row.tolerance;
    return against(row, layer.drift, isOverridden ? set : Math.max(set, floor), 'drift');
  }
  // A conversion against tensors: the outputs judge; which layer is at fault needs the reference's model.
  const quantized = context.saturates ? rows.quantizedOutputsSaturating : rows.quantizedOutputs;
  const half = conversion === 'bfloat16' ? rows.bfloat16Outputs : rows.float16Outputs;
  const row = conversion === 'float16' || conversion === 'bfloat16' ? half : quantized;
  return against(row, layer.drift, tolerance(row), 'drift', context.isOutput(layer) ? 'diverges' : 'weak');
};
