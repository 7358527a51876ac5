import type { Details, Values } from '../cause.ts';
import type { Attempt, Suspect } from './hypothesis.ts';

/** What is left of a suspect whose values were put right. */
export const undone = ({ expected }: Suspect, values: Values, details?: Details): Attempt => ({
  distance: expected.distance(values),
  ...(details ? { details } : {}),
});
