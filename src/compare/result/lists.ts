import type { Plain } from './plainResult.ts';
import { count, type ResultWalk } from './resultWalk.ts';

/** Longer lists of numbers are embeddings or probabilities of all classes: their distance says more than each element. */
const LONG = 16;

/** Two lists by position; long ones of numbers by their distance. */
export function compareList(walk: ResultWalk, where: string, deployed: readonly Plain[], reference: readonly Plain[]) {
  count(walk);
  if (deployed.length !== reference.length) {
    walk.differs('result-length', where, deployed.length, reference.length);
    return;
  }
  if (reference.length > LONG && isVector(deployed) && isVector(reference)) {
    compareVectors(walk, where, deployed, reference);
    return;
  }
  for (const [index, value] of reference.entries()) walk.values(`${where}[${index}]`, deployed[index], value);
}

/** Numbers that are not all whole: whole ones are ids, and stay exact. */
const isVector = (list: readonly Plain[]): list is number[] =>
  list.every((value) => typeof value === 'number') && !list.every(Number.isInteger);

/**
 * `|deployed - reference| / |reference|`: unlike the cosine, it also sees a vector of another length, as a lost
 * normalization makes it.
 */
function compareVectors(walk: ResultWalk, where: string, deployed: readonly number[], reference: readonly number[]) {
  let difference = 0;
  let deployedSquares = 0;
  let squares = 0;
  let dot = 0;
  for (const [index, right] of reference.entries()) {
    const left = deployed[index] as number;
    difference += (left - right) ** 2;
    deployedSquares += left ** 2;
    squares += right ** 2;
    dot += left * right;
  }
  const distance = Math.sqrt(difference) / (Math.sqrt(squares) || 1);
  if (distance <= walk.limits.embedding) return;
  const cosine = dot / (Math.sqrt(deployedSquares * squares) || 1);
  walk.differs('result-vector', where, distance, 0, {
    distance,
    tolerance: walk.limits.embedding,
    cosine,
    deployedLength: Math.sqrt(deployedSquares),
    referenceLength: Math.sqrt(squares),
  });
}
