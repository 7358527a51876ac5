import type { AlignState } from '../state.ts';
import { equalWeights } from './equalWeights.ts';
import { forward } from './forward.ts';
import { names } from './names.ts';
import { nearWeights } from './nearWeights.ts';
import { operands } from './operands.ts';
import { sharedWeights } from './sharedWeights.ts';

/** A rule adds what it is sure of and says whether it did. */
export interface AlignRule {
  name: string;
  apply(state: AlignState): boolean;
}

/** From sure to less sure: after each finding the surer ones have their turn again. */
export const rules: readonly AlignRule[] = [
  { name: 'equal weights', apply: equalWeights },
  { name: 'what paired ops read', apply: operands },
  { name: 'ops that read the same', apply: forward },
  { name: 'names and places', apply: names },
  { name: 'near weights', apply: nearWeights },
  { name: 'order of shared weights', apply: sharedWeights },
];
