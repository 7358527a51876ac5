import type { InputState, Judgement, LayerPair } from './judgement.ts';

/** A pair with its judgement, while the layers around it may still change it. */
export interface Judged {
  pair: LayerPair;
  judgement: Judgement;
}

/**
 * Tells faults from what follows them: a layer over its tolerance inherits where a layer that it reads is over its own,
 * or may be, and everywhere behind an input that differs.
 */
export const locate = (judged: readonly Judged[], inputs: readonly string[], state: InputState): void => {
  const isWrong = new Map<string, boolean>(inputs.map((id) => [id, state === 'other']));
  let any = state === 'other';
  for (const { pair, judgement } of judged) {
    const { id, inputs: reads } = pair.now;
    // A layer whose inputs are not all held (no graph, chosen layers) may read whatever came before it.
    const isKnown = reads.length > 0 && reads.every((each) => isWrong.has(each));
    const arrives = isKnown ? reads.some((each) => isWrong.get(each)) : any;
    if (judgement.status === 'diverges' && arrives) judgement.status = 'inherits';
    const wrong = judgement.status !== 'agrees';
    isWrong.set(id, wrong);
    any ||= wrong;
  }
};
