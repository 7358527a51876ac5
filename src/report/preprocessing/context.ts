import type { ImageFacts } from '../../preprocessing/decode/imageFacts.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import type { Effect } from '../../reference/fed/effect.ts';
import type { FixLibrary } from '../fixes/fix.ts';

/** What a message about preprocessing knows besides the judgement. */
export interface PreprocessingContext {
  recipe: Recipe;
  /** What the app has loaded: the fix is written in it. */
  library?: FixLibrary;
  /** What it has loaded besides: the fix is written in it where the first cannot give the recipe. */
  alsoLoaded?: FixLibrary;
  /** Of the image: some libraries cannot give a recipe for every image. */
  facts?: ImageFacts;
  /** Name of the model's input, where a trace was given. */
  input?: string;
  /** The image as users name it. */
  image?: string;
  /** The image was given in the test, and is not the one that the trace was recorded with. */
  isOtherImage?: true;
  /** Of a batch: which image the judgement is about (from 0), of how many, and all that are wrong. */
  batch?: { item: number; of: number; wrong: readonly number[] };
  /** The model's outputs for what was fed, against those for what the recipe makes. */
  effect?: Effect;
  /** Paths of the pictures and of the kept trace. */
  pictures?: readonly string[];
  kept?: readonly string[];
  /** Sentences about stages that were not judged. */
  after?: readonly string[];
}
