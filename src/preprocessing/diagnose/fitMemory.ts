import type { Fed } from '../fed.ts';
import { isLate, type Trial } from './tries.ts';

/** A tail of zeros shorter than this share is dark pixels. */
const SHORTEST_TAIL = 0.01;

/** The recipe with memory faults whose figures are read off the tensor. */
export const fitMemory = async (trial: Trial, recipe: Fed): Promise<Fed[]> => {
  const { values } = trial.given;
  if (isLate(trial) || recipe.memory !== undefined) return [];
  let written = values.length;
  while (written > 0 && values[written - 1] === 0) written--;
  const isTail = values.length - written > SHORTEST_TAIL * values.length;
  return isTail ? [{ ...recipe, memory: { kind: 'unwritten-tail', written } }] : [];
};
