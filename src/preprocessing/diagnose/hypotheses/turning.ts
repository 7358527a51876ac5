import { sizeOf } from '../../recipe/sizeOf.ts';
import { changed } from '../pipeline/changed.ts';
import type { Fed, Turn } from '../pipeline/fed.ts';
import { swapsSides } from '../pipeline/turns.ts';
import type { Hypothesis } from './hypothesis.ts';

const turning = (name: string, turns: readonly Turn[]): Hypothesis => ({
  name: `orientation/${name}`,
  step: 'orientation',
  inject: (fed) =>
    fed.turn === undefined
      ? turns.flatMap((by) => [
          changed(fed, { turn: { by, when: 'before-resize' } }),
          ...(fitsAfter(fed, by) ? [changed(fed, { turn: { by, when: 'after-resize' } })] : []),
        ])
      : [],
});

/** A quarter turn of the finished picture fits a square tensor, or one whose picture was made with its sides swapped. */
const fitsAfter = (fed: Fed, by: Turn): boolean => {
  const { width, height } = sizeOf(fed);
  return !swapsSides(by) || width === height;
};

/** Left and right, or top and bottom, exchanged. */
export const mirrored = turning('mirrored', ['flip-horizontal', 'flip-vertical']);

export const rotated = turning('rotated', ['rotate-90', 'rotate-180', 'rotate-270']);

/** x and y exchanged: an array indexed the wrong way round. */
export const transposed = turning('transposed', ['transpose', 'transverse']);
