import { ExrayError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';

/**
 * A value that a piece of a replay reads.
 *
 * @throws ExrayError `replay-value` where it was not given
 */
export const givenValue = (values: ReadonlyMap<string, Tensor>, id: string): Tensor => {
  const value = values.get(id);
  if (value) return value;
  throw new ExrayError('replay-value', {
    what: `the replay was not given a value of ${id}`,
    why: 'A piece of the reference model reads it',
    fix: 'Report this: it is a fault of exray',
  });
};
