import type { Difference } from '../../preprocessing/diagnose/diagnosis.ts';
import type { Fed } from '../../preprocessing/diagnose/pipeline/fed.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';

/** A difference as two whole pipelines: as it was done, and as the recipe says. */
export interface Wholes {
  found: Fed;
  expected: Fed;
  /** Keys that differ. */
  keys: (keyof Fed)[];
}

/** What only the recipe says is undefined in what was found; of `decode`, only the parts that differ are given. */
export function wholesOf({ found, expected }: Pick<Difference, 'found' | 'expected'>, recipe: Recipe): Wholes {
  const keys = [...new Set([...Object.keys(found), ...Object.keys(expected)])] as (keyof Fed)[];
  const none = Object.fromEntries(Object.keys(expected).map((key) => [key, undefined]));
  const whole = (base: Fed, own: Partial<Fed>): Fed => ({
    ...base,
    ...own,
    decode: { ...recipe.decode, ...own.decode },
  });
  return { found: whole({ ...recipe, ...none }, found), expected: whole(recipe, expected), keys };
}
