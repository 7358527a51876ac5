import { basename } from 'node:path';
import type { Fed } from '../../../src/preprocessing/diagnose/pipeline/fed.ts';
import type { Step } from '../../../src/preprocessing/diagnose/pipeline/steps.ts';
import { isSameStep, STEPS, withStep } from '../../../src/preprocessing/diagnose/pipeline/steps.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import type { Base } from './bases.ts';
import { cannotMeet, faults } from './faults.ts';
import { feedFault } from './feedFault.ts';
import { randomOf } from './random.ts';

/** A tensor with one to three faults in it, and all that is true of it. */
export interface Composition {
  seed: number;
  photo: string;
  recipe: Recipe;
  truth: Fed;
  tensor: Tensor;
  /** Steps that were done otherwise than the recipe says. */
  injected: Step[];
  /** For people: seed, photo, faults. */
  label: string;
}

/** Steps of a pipeline that are written otherwise than in another one. */
export const differing = (fed: Fed, recipe: Fed): Step[] => STEPS.filter((step) => !isSameStep(fed, recipe, step));

/** A base's own faults, and others on top until there are as many as the seed says. */
export const compose = (bases: readonly Base[], seed: number): Composition => {
  const random = randomOf(seed);
  const wanted = 1 + random.below(3);
  const fitting = bases.filter(
    (base) => base.benign === undefined && differing(base.fed, base.recipe).length <= wanted,
  );
  const base = random.pick(fitting);
  let truth = base.fed;
  for (const step of random.shuffled(Object.keys(faults) as Step[])) {
    if (differing(truth, base.recipe).length >= wanted) break;
    if (differing(truth, base.recipe).includes(step)) continue;
    const keys = faults[step]?.(truth, random);
    if (keys === undefined) continue;
    const next = { ...truth, ...keys };
    if (cannotMeet(next) || differing(next, base.recipe).length > wanted) continue;
    truth = next;
  }
  const previous = random.pick(
    bases.filter((other) => other !== base && other.width === base.width && other.height === base.height),
  );
  const picture = (of: Base) => ({ data: of.pixels, width: of.width, height: of.height });
  const injected = differing(truth, base.recipe);
  return {
    seed,
    photo: base.photo,
    recipe: base.recipe,
    truth,
    tensor: feedFault(picture(base), truth, picture(previous)),
    injected,
    label: `${seed} ${basename(base.photo)} (${base.key}, ${base.recipe.name}): ${injected.map((step) => describe(step, truth, base.recipe)).join('; ')}`,
  };
};

/** A step's keys, as they are written. */
export const describe = (step: Step, fed: Fed, other: Fed): string => {
  const alone = withStep(other, fed, step);
  const keys = (Object.keys({ ...alone, ...other }) as (keyof Fed)[]).filter(
    (key) => JSON.stringify(alone[key]) !== JSON.stringify(other[key]),
  );
  const shown = (value: unknown) =>
    JSON.stringify(value, (_, each: unknown) => {
      if (typeof each === 'number') return Number(each.toPrecision(5));
      return Array.isArray(each) && each.length > 12 ? `${each.length} numbers` : each;
    }) ?? 'none';
  return `${step} ${keys.map((key) => `${key}=${shown(alone[key])}`).join(' ')}`;
};
