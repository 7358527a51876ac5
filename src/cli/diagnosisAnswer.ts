import { imageFacts } from '../preprocessing/decode/decode.ts';
import { diagnosePreprocessing } from '../preprocessing/diagnose/diagnosePreprocessing.ts';
import type { Fed } from '../preprocessing/diagnose/pipeline/fed.ts';
import { judgePreprocessing } from '../preprocessing/judge/judge.ts';
import type { Recipe } from '../preprocessing/recipe/recipe.ts';
import type { FedItem } from '../reference/fed/batchItems.ts';
import { presetsLike } from '../reference/fed/presetsLike.ts';
import { foundReport, matchLine, presetLines } from '../report/preprocessing/foundReport.ts';
import { preprocessingMessage } from '../report/preprocessing/preprocessingMessage.ts';

/** What the command says, and what it is worth. */
export interface Answer {
  text: string;
  isRight: boolean;
  /** What was done, as a recipe: without what no recipe can say. */
  found?: Recipe;
}

/** Nobody waits for a test to end: the whole search may take as long as it takes. */
const NO_LIMIT = Number.POSITIVE_INFINITY;

/** Whether a tensor is what a recipe makes of an image. */
export const answerWithRecipe = async ({ tensor, image }: FedItem, recipe: Recipe): Promise<Answer> => {
  const judged = await judgePreprocessing(tensor, image, recipe, { deadline: NO_LIMIT });
  const { verdict, diagnosis } = judged;
  const facts = await imageFacts(image, recipe.decode);
  return {
    text: verdict === 'match' ? matchLine(recipe, judged.level) : preprocessingMessage(judged, { recipe, facts }),
    isRight: verdict === 'match',
    ...recipeOf(diagnosis.explained === 'unexplained' ? undefined : (diagnosis.recipe ?? recipe)),
  };
};

/** What was done to an image to make a tensor. */
export const answerWithoutRecipe = async ({ tensor, image }: FedItem): Promise<Answer> => {
  const diagnosis = await diagnosePreprocessing(tensor, image, { deadline: NO_LIMIT });
  const isRight = diagnosis.explained !== 'unexplained' && diagnosis.recipe !== undefined;
  const fed = isRight ? diagnosis.recipe : undefined;
  const like = fed === undefined ? [] : presetsLike(fed, (await imageFacts(image, fed.decode)).size);
  return {
    text: [...foundReport(diagnosis), ...presetLines(like)].join('\n'),
    isRight,
    ...recipeOf(fed),
  };
};

/** The keys of a recipe, without what happened by accident. */
const recipeOf = (fed: Fed | undefined): { found?: Recipe } => {
  if (fed === undefined) return {};
  const { turn, shrinkOnLoad, order, colour, reading, memory, ...recipe } = fed;
  return { found: recipe };
};
