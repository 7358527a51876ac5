import * as v from 'valibot';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import type { Reference } from '../reference.ts';

/** What a golden holds beyond its trace. */
export interface SaveGoldenOptions {
  /** How the image becomes the input: a preset's name, plain data, or the path of a `.json`. */
  recipe?: string | Recipe;
  /** The float reference of a quantized model: how far each layer is from it is stored, and its sketches. */
  reference?: Reference;
  /** `raw` (default): the outputs' values and what the app returned. `sketch`: neither. */
  outputs?: 'raw' | 'sketch';
}

export const saveGoldenOptions = v.strictObject({
  recipe: v.optional(v.any()),
  reference: v.optional(v.any()),
  outputs: v.optional(v.picklist(['raw', 'sketch'], "'raw' or 'sketch'")),
});
