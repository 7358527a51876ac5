import { acceptedFactor, rows, saturatingFactor } from '../../verdicts/tolerances.ts';
import type { Alignment } from '../align/align.ts';
import type { JudgeContext, Judgement } from './judgement.ts';
import type { MergedLayer } from './merged.ts';

/** A layer with its judgement, while the layers around it may still change it. */
export interface Judged {
  layer: MergedLayer;
  judgement: Judgement;
}

/**
 * Tells faults from what follows them. By drift, whatever comes behind a layer over its tolerance inherits, and so does
 * what comes later and only multiplies what arrives. By own error every fault counts, but a quantized layer that a fault
 * before it drove out of its calibrated range is a consequence.
 */
export const locate = (judged: readonly Judged[], { before }: Alignment, context: JudgeContext): void => {
  const isWrong = new Set<string>();
  const hasFault = new Set<string>();
  const drifts = new Map(judged.map(({ layer }) => [layer.pair.deployed, layer.drift]));
  const arriving = (ids: readonly string[]) => Math.max(0, ...ids.map((id) => drifts.get(id) ?? 0));
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
      if (judgement.judgedBy === 'drift' && !isGate(judgement)) {
        const grown = faulty && layer.drift <= MOST_GROWTH * arriving(known);
        if (wrong || grown) judgement.status = 'inherits';
      }
      if (judgement.judgedBy === 'equality' && !layer.own && (!layer.otherShape || layer.sized) && wrong)
        judgement.status = 'inherits';
      if (judgement.judgedBy === 'own' && faulty && followsFrom(layer, arriving(known), context))
        judgement.status = 'consequence';
    }
    if (judgement.status === 'diverges' || judgement.status === 'inherits' || (layer.tie && !layer.own)) {
      isWrong.add(id);
      any = true;
    }
    if (judgement.status === 'diverges' || faulty) hasFault.add(id);
  }
};

/**
 * Behind a small fault drift may fall below the tolerance and rise above it again. Healthy layers multiplied what a fault
 * before them brought by up to 3.6 (EfficientNet-Lite0, 4,212 layers behind 8 faults on 12 photos).
 */
const MOST_GROWTH = 10;

/** The outputs' gate of a conversion judges what arrives there, whoever caused it. */
export const isGate = ({ row }: Judgement): boolean =>
  [rows.quantizedOutputs, rows.quantizedOutputsSaturating, rows.float16Outputs, rows.bfloat16Outputs].some(
    ({ name }) => name === row,
  );

/** A layer adds less than this share of what a fault before it brings along. */
const SHARE = 0.25;

/**
 * The error is the one of a healthy layer on values that it was not calibrated for: clipped to the grid nothing is left
 * of it, it grew no more than the values themselves, or what arrives is further off than any healthy conversion's layers
 * and what the layer adds is small beside it. A second fault as grave as the first stays one.
 *
 * @param arriving the largest drift of what the layer reads
 */
const followsFrom = (
  { own, pair, disputed }: MergedLayer,
  arriving: number,
  { options, conversion, saturates }: JudgeContext,
): boolean => {
  if (!own || disputed || own.nonFinite || own.steps === undefined) return false;
  const accepted = options.accepted?.[pair.deployed] ?? options.accepted?.[pair.reference];
  if (conversion === 'sameQuantized')
    return own.stepsInRange !== undefined && own.stepsInRange <= rows.sameQuantized.tolerance;
  const factor = saturates ? saturatingFactor : acceptedFactor;
  if (own.stepsInRange !== undefined && own.stepsInRange <= Math.max(1, factor * (accepted?.steps ?? 0))) return true;
  if (accepted?.own !== undefined && own.own <= factor * accepted.own + rows.acceptedOwn.tolerance) return true;
  return arriving > rows.quantizedOutputsSaturating.tolerance && own.own < SHARE * arriving;
};
