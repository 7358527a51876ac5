import {
  acceptedFactor,
  levelsRange,
  type Row,
  rows,
  saturatingFactor,
  toleranceOf,
} from '../../verdicts/tolerances.ts';
import type { OwnMeasure } from '../measured.ts';
import { against, type JudgeContext, type Judgement } from './judgement.ts';
import type { MergedLayer } from './merged.ts';

/** Judges a layer by what it adds itself. */
export const judgeOwn = (layer: MergedLayer, own: OwnMeasure, context: JudgeContext): Judgement => {
  const tolerance = (row: Row) => toleranceOf(row, idsOf(layer), context.options.tolerance);
  const byOwn = (row: Row) => against(row, own.own, tolerance(row), 'own');
  switch (context.conversion) {
    case 'same':
      return byOwn(context.gpu ? rows.floatOnGpu : rows.float);
    case 'sameDynamic':
      return byOwn(rows.sameDynamic);
    case 'sameQuantized':
      return own.steps === undefined
        ? byOwn(context.gpu ? rows.floatOnGpu : rows.float)
        : against(rows.sameQuantized, own.steps, tolerance(rows.sameQuantized), 'own');
    case 'float16':
    case 'bfloat16': {
      const [half, gate] =
        context.conversion === 'float16' ? [rows.float16, rows.float16Outputs] : [rows.bfloat16, rows.bfloat16Outputs];
      const outputs = isGated(layer, context) ? against(gate, layer.drift, tolerance(gate), 'drift') : undefined;
      return outputs?.status === 'diverges' ? outputs : byOwn(half);
    }
    default:
      return judgeQuantized(layer, own, context);
  }
};

/** Outputs of another number of rows have no drift: what selected them is judged by itself. */
const isGated = (layer: MergedLayer, { isOutput }: JudgeContext): boolean => isOutput(layer) && !layer.otherShape;

/** The names under which options may speak of a layer. */
export const idsOf = ({ pair }: MergedLayer): string[] => [pair.deployed, pair.reference];

const judgeQuantized = (layer: MergedLayer, own: OwnMeasure, context: JudgeContext): Judgement => {
  const { options } = context;
  const ids = idsOf(layer);
  const known = ids.map((id) => options.accepted?.[id]).find((each) => each);
  const tolerance = (row: Row, otherwise: number) => {
    const overridden = toleranceOf({ ...row, tolerance: Number.NaN }, ids, options.tolerance);
    return Number.isNaN(overridden) ? otherwise : overridden;
  };
  if (own.steps !== undefined && known?.steps !== undefined) {
    const row = rows.acceptedSteps;
    const most = (context.saturates ? saturatingFactor : acceptedFactor) * known.steps;
    const judged = against(row, own.steps, tolerance(row, Math.max(row.tolerance, most)), 'own');
    return judged.status === 'diverges' ? judged : (judgeLevels(own, known.levels, context) ?? judged);
  }
  if (known?.own !== undefined && own.steps === undefined) {
    const row = rows.acceptedOwn;
    return against(row, own.own, tolerance(row, acceptedFactor * known.own + row.tolerance), 'own');
  }
  if (isGated(layer, context)) {
    const row = context.saturates ? rows.quantizedOutputsSaturating : rows.quantizedOutputs;
    const judged = against(row, layer.drift, tolerance(row, row.tolerance), 'drift');
    if (judged.status === 'diverges') return judged;
  }
  // Without accepted values the outputs judge: what the layers lose explains, and is no alarm. A layer that accepted
  // values leave out is held to the rows' own tolerance, or a trimmed file would be weaker than none.
  const [row, value] = own.steps === undefined ? [rows.weakOwn, own.own] : [rows.weakSteps, own.steps];
  return against(row, value, tolerance(row, row.tolerance), 'own', options.accepted ? 'diverges' : 'weak');
};

/** One photo may use a quarter of a range, so that levels say something only over several. */
const judgeLevels = (
  { levels }: OwnMeasure,
  accepted: number | undefined,
  { photos }: JudgeContext,
): Judgement | undefined => {
  if (levels === undefined || accepted === undefined || accepted === 0 || photos < 2) return undefined;
  const [low, high] = [levelsRange.low * accepted, levelsRange.high * accepted];
  if (levels >= low && levels <= high) return undefined;
  return {
    ...{ status: 'diverges', judgedBy: 'own', value: levels, measure: 'levels' },
    ...{ tolerance: levels < low ? low : high, row: rows.acceptedLevels.name },
  };
};
