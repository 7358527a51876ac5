import type { ImageFacts } from '../../preprocessing/decode/imageFacts.ts';
import type { Step } from '../../preprocessing/diagnose/pipeline/steps.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';

/** Libraries that a recipe is written for; `exray` computes every recipe, exactly. */
export type FixLibrary = 'sharp' | '@napi-rs/canvas' | '@tensorflow/tfjs' | '@huggingface/transformers' | 'exray';

/** A line of code and the steps of the recipe that it settles: it is marked where one of them was wrong. */
export interface CodeLine {
  text: string;
  steps?: readonly Step[];
}

/**
 * A recipe as code in one library. A part of the rack. The lines are the body of an async function: from `image`, the
 * path or the bytes of an encoded image, they make `data` and `dims` for the tensor.
 */
export interface Fix {
  library: FixLibrary;
  /** Why the library cannot give the recipe within level `library`; undefined where it can. Without an image: for images that are shrunk and have no profile. */
  obstacle(recipe: Recipe, image?: ImageFacts): string | undefined;
  lines(recipe: Recipe): CodeLine[];
  /** What the library's users write around exray's own `preprocess` where there is an obstacle. */
  after?: readonly CodeLine[];
}

/** A line that belongs to no step, or to these. */
export const line = (text: string, ...steps: Step[]): CodeLine => (steps.length === 0 ? { text } : { text, steps });
