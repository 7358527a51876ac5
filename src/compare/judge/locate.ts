import type { Alignment } from '../align/align.ts';
import { acceptedFactor, rows } from '../tolerances.ts';
import type { JudgeContext, Judgement } from './judgement.ts';
import type { MergedLayer } from './merged.ts';

/** A layer with its judgement, while the layers around it may still change it. */
export interface Judged {
  layer: MergedLayer;
  judgement: Judgement;
}

/**
 * Tells faults from what follows them. By drift, whatever comes behind a layer over its tolerance inherits. By own error
 * every fault counts, but a quantized layer that a fault before it drove out of its calibrated range is a consequence.
 */
export const locate = (judged: readonly Judged[], { before }: Alignment, context: JudgeContext): void => {
  const isWrong = new Set<string>();
  const hasFault = new Set<string>();
  let any = false;
  for (const { layer, judgement } of judged) {
    const id = layer.pair.deployed;
    const known = before.get(id) ?? [];
    // Without a graph, whatever comes later may have read it.
    const [wrong, faulty] =
      known.length > 0
        ? [known.some((each) => isWrong.has(each)), known.some((each) => hasFault.has(each))]
        : [any, any];
    if (judgement.status === 'diverges') {
      if (judgement.judgedBy === 'drift' && !isGate(judgement) && wrong) judgement.status = 'inherits';
      if (judgement.judgedBy === 'equality' && !layer.own && !layer.otherShape && wrong) judgement.status = 'inherits';
      if (judgement.judgedBy === 'own' && faulty && followsFrom(layer, context)) judgement.status = 'consequence';
    }
    if (judgement.status === 'diverges' || judgement.status === 'inherits' || (layer.tie && !layer.own)) {
      isWrong.add(id);
      any = true;
    }
    if (judgement.status === 'diverges' || faulty) hasFault.add(id);
  }
};

/** The outputs' gate of a conversion judges what arrives there, whoever caused it. */
const isGate = ({ row }: Judgement): boolean =>
  [rows.quantizedOutputs, rows.quantizedOutputsSaturating, rows.float16Outputs].some(({ name }) => name === row);

/**
 * The error is the one of a healthy layer on values that it was not calibrated for: clipped to the grid nothing is left
 * of it, or it grew no more than the values themselves.
 */
const followsFrom = ({ own, pair, disputed }: MergedLayer, { options, conversion }: JudgeContext): boolean => {
  if (!own || disputed || own.nonFinite || own.steps === undefined) return false;
  const accepted = options.accepted?.[pair.deployed] ?? options.accepted?.[pair.reference];
  const limit =
    conversion === 'sameQuantized'
      ? rows.sameQuantized.tolerance
      : Math.max(1, acceptedFactor * (accepted?.steps ?? 0));
  if (own.stepsInRange !== undefined && own.stepsInRange <= limit) return true;
  return accepted?.own !== undefined && own.own <= acceptedFactor * accepted.own + rows.acceptedOwn.tolerance;
};
