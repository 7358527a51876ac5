import type { Fed } from '../../preprocessing/diagnose/pipeline/fed.ts';
import { planGeometry } from '../../preprocessing/geometry/planGeometry.ts';
import type { Size } from '../../preprocessing/pixels/pixels.ts';
import { presets } from '../../preprocessing/presets/index.ts';
import { perChannel } from '../../preprocessing/recipe/perChannel.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import { resamplerOf } from '../../preprocessing/resample/index.ts';

/** A preset that does to an image what was found. */
export interface PresetLike {
  name: string;
  /** Which models use it. */
  usedBy: string;
  /** Its recipe at the size that was found. */
  recipe: Recipe;
}

/** The largest difference of two value maps that is none: half a level of 255. */
const HALF_A_LEVEL = 0.5;

/**
 * The presets that do the same as a pipeline on an image of this size: the same pixels resized to the same size by a
 * kernel of the same family, the same channels and values. Other images may tell them apart.
 */
export const presetsLike = (fed: Fed, image: Size): PresetLike[] => {
  if (fed.order !== undefined || fed.colour !== undefined || fed.turn !== undefined) return [];
  const plan = planOf(fed, image);
  if (plan === undefined) return [];
  return Object.entries(presets).flatMap(([name, { usedBy, recipe }]) => {
    const sized = { ...recipe, name, size: fed.size };
    const isSame =
      recipe.channels === fed.channels &&
      (recipe.gamma ?? 1) === (fed.gamma ?? 1) &&
      resamplerOf(recipe.kernel).family === resamplerOf(fed.kernel).family &&
      sameValues(recipe, fed) &&
      planOf(sized, image) === plan;
    return isSame ? [{ name, usedBy, recipe: sized }] : [];
  });
};

/** Equal for geometries that do the same; undefined where it is impossible for this image. */
const planOf = (recipe: Recipe, image: Size): string | undefined => {
  try {
    const { source, resized, crop, pad } = planGeometry(recipe, image);
    return JSON.stringify([source, resized, crop, pad]);
  } catch {
    return undefined;
  }
};

const sameValues = (one: Recipe, other: Recipe): boolean => {
  const [a, b] = [perChannel(one), perChannel(other)];
  return a.scale.every((_, c) =>
    [0, 255].every((x) => {
      const value = (map: typeof a): number =>
        (x * (map.scale[c] as number) - (map.mean[c] as number)) / (map.std[c] as number);
      const level = Math.abs((b.scale[c] as number) / (b.std[c] as number));
      return Math.abs(value(a) - value(b)) <= HALF_A_LEVEL * level;
    }),
  );
};
