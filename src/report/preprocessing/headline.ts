import type { ImageFacts } from '../../preprocessing/decode/imageFacts.ts';
import type { Difference } from '../../preprocessing/diagnose/diagnosis.ts';
import type { Judged } from '../../preprocessing/judge/judge.ts';
import type { Level } from '../../preprocessing/judge/levels.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import { counted, digits } from '../digits.ts';
import { differenceSentence } from './differenceSentence.ts';
import { whyWords } from './identifiable.ts';

/** How many causes the first line names, and how long it gets by them; the others have lines of their own. */
const MOST_CAUSES = 2;
const MOST_COLUMNS = 150;

/** The differences that fail a judgement: neither allowed nor twins. The most costly first. */
export function wrongSteps({ diagnosis, notes }: Judged): Difference[] {
  const noted = notes.flatMap((note) => ('difference' in note ? [keyOf(note.difference)] : []));
  return diagnosis.differences.filter((difference) => !noted.includes(keyOf(difference)));
}

const keyOf = ({ step, kind }: Difference): string => `${step} ${kind}`;

/** How a message names a recipe. */
export const recipeTitle = ({ name }: Recipe): string => name ?? 'the recipe';

/** The first line: the cause where there is one. */
export function preprocessingHeadline(judged: Judged, recipe: Recipe, image?: ImageFacts): string {
  const { verdict, diagnosis } = judged;
  if (verdict === 'match') return agreement(judged, recipe);
  const wrong = wrongSteps(judged);
  if (wrong.length > 0) return causes(wrong, diagnosis.explained !== 'unexplained', recipe, image);
  if (verdict === 'undecided') return undecided(judged, recipe);
  const twin = judged.notes.find((note) => note.kind === 'twin');
  if (twin !== undefined && diagnosis.explained !== 'unexplained')
    return `${differenceSentence(twin.difference, recipe, image)}: twins, but further apart on this image than the level allows`;
  switch (diagnosis.explained) {
    case 'noise':
      return `no wrong step found, but noise of ${digits(diagnosis.residual.rms)} u8 (rms) is on top of what ${recipeTitle(recipe)} makes of the image`;
    case 'unexplained':
      if (diagnosis.notFinite !== undefined)
        return `what was fed holds ${counted(diagnosis.notFinite, 'value that is', 'values that are')} NaN or infinite, so it is not what ${recipeTitle(recipe)} makes of the image`;
      return `what was fed is not what ${recipeTitle(recipe)} makes of the image, and the ${diagnosis.cutShort ? 'search for the cause ended at its time limit' : 'cause is not among the known ones'}`;
    default:
      return `no wrong step found, but what was fed is further from what ${recipeTitle(recipe)} makes of the image than the level allows`;
  }
}

/** The sentences of the first line: one, or two where both fit. */
export function namedCauses(wrong: readonly Difference[], recipe: Recipe, image?: ImageFacts): string[] {
  const sentences = wrong.slice(0, MOST_CAUSES).map((difference) => differenceSentence(difference, recipe, image));
  return sentences.join('; ').length <= MOST_COLUMNS ? sentences : sentences.slice(0, 1);
}

function causes(wrong: readonly Difference[], isExplained: boolean, recipe: Recipe, image?: ImageFacts): string {
  const named = namedCauses(wrong, recipe, image);
  const more = wrong.length - named.length;
  return [
    ...named,
    ...(more === 0 ? [] : [`${counted(more, 'more step is', 'more steps are')} wrong`]),
    isExplained ? 'everything else agrees' : 'that does not explain all of the difference',
  ].join('; ');
}

/** A message of `.not`: what was not to be is. */
function agreement({ level, diagnosis }: Judged, recipe: Recipe): string {
  const { rms } = diagnosis.toRecipe ?? diagnosis.residual;
  return `expected the preprocessing not to be ${recipeTitle(recipe)}, but it is${level === undefined ? '' : `, within level ${level}`} (${digits(rms)} u8 rms)`;
}

function undecided({ diagnosis }: Judged, recipe: Recipe): string {
  const [first] = diagnosis.notIdentifiable;
  if (first !== undefined)
    return `this image cannot show whether it was preprocessed as ${recipeTitle(recipe)} says: ${whyWords(first.why)}`;
  return diagnosis.cutShort
    ? 'undecided: the search for the cause ended at its time limit'
    : `undecided: what was fed is near what ${recipeTitle(recipe)} makes of the image, and other recipes are as near`;
}

/** What each level allows, in words. */
export const levelWords: Record<Level, string> = {
  exact: 'exact: the same library',
  rounding: 'rounding: float against 8 bit',
  library: 'library: another library with the same kernel',
  decoder: 'decoder: another JPEG decoder',
};
