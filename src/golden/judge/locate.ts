import type { Finding } from '../../verdicts/comparison.ts';
import { finding } from './finding.ts';
import type { InputState, Judgement, LayerPair } from './judgement.ts';

/** A pair with its judgement, while the layers around it may still change it. */
export interface Judged {
  pair: LayerPair;
  judgement: Judgement;
}

/** Operators whose indices, or whose number of rows, rounding decides where scores tie. */
const SELECTIONS = /^(TopK|ArgMax|ArgMin|NonMaxSuppression|NonZero)$/;

/**
 * Behind a small fault drift may fall below the tolerance and rise above it again: healthy layers multiplied what a fault
 * before them brought by up to 3.6.
 */
const MOST_GROWTH = 10;

/**
 * Tells faults from what follows them: a layer over its tolerance inherits where a layer that it reads is over its own,
 * or may be, where it only multiplies what a fault before it brought, and everywhere behind an input that differs. A selection that differs although what it selects from agrees,
 * but is not equal, is a tie: a finding that is no fault, and what reads it inherits.
 */
export const locate = (judged: readonly Judged[], inputs: readonly string[], state: InputState): Finding[] => {
  const isWrong = new Map<string, boolean>(inputs.map((id) => [id, state === 'other']));
  const isChanged = new Map<string, boolean>(inputs.map((id) => [id, state !== 'equal']));
  const isBehind = new Map<string, boolean>(isWrong);
  const drifts = new Map<string, number>();
  const ties: Finding[] = [];
  let any = state === 'other';
  for (const { pair, judgement } of judged) {
    const { id, op, inputs: reads } = pair.now;
    // A layer whose inputs are not all held (no graph, chosen layers) may read whatever came before it.
    const isKnown = reads.length > 0 && reads.every((each) => isWrong.has(each));
    const arrives = isKnown ? reads.some((each) => isWrong.get(each)) : any;
    const behind = isKnown ? reads.some((each) => isBehind.get(each)) : any;
    const arriving = Math.max(0, ...reads.map((each) => drifts.get(each) ?? 0));
    const grew = behind && judgement.drift <= MOST_GROWTH * arriving;
    const differs = judgement.status !== 'agrees';
    if (judgement.status === 'diverges' && (arrives || grew)) judgement.status = 'inherits';
    if (judgement.status === 'diverges' && isKnown && isTie(judgement, op, reads, isChanged)) {
      judgement.status = 'agrees';
      ties.push(finding('selection-tie', id, pair.now.hash, pair.expected.hash));
    }
    isWrong.set(id, differs);
    isBehind.set(id, differs || behind);
    drifts.set(id, judgement.drift);
    isChanged.set(id, pair.now.hash !== pair.expected.hash);
    any ||= differs;
  }
  return ties;
};

const isTie = (
  { measure }: Judgement,
  op: string,
  reads: readonly string[],
  isChanged: ReadonlyMap<string, boolean>,
): boolean => measure === 'difference' && SELECTIONS.test(op) && reads.some((each) => isChanged.get(each));
