import type { ImageFacts } from '../../preprocessing/decode/imageFacts.ts';
import type { Difference } from '../../preprocessing/diagnose/diagnosis.ts';
import type { Judged, JudgeNote } from '../../preprocessing/judge/judge.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import { counted, digits, listed } from '../digits.ts';
import { fixCode } from '../fixes/fixAsCode.ts';
import { MOST_LINES } from '../message.ts';
import { highlighted } from '../paint.ts';
import type { PreprocessingContext } from './context.ts';
import { differenceSentence } from './differenceSentence.ts';
import { effectSentence } from './effectSentence.ts';
import { levelWords, namedCauses, preprocessingHeadline, recipeTitle, wrongSteps } from './headline.ts';
import { notIdentifiableSentence } from './identifiable.ts';
import { certainWords, tieWords } from './tieWords.ts';
import { wrongMark } from './wasWords.ts';

/**
 * Why preprocessing fails (under `.not`: that it is right): the cause, what was measured, whether it matters, the fix as
 * code, the kept files; at most {@link MOST_LINES} lines.
 */
export function preprocessingMessage(judged: Judged, context: PreprocessingContext): string {
  const { recipe, pictures = [], kept = [], after = [] } = context;
  const start = [...batchLines(context), preprocessingHeadline(judged, recipe, context.facts)];
  const fix = fixLines(judged, context);
  const files = [
    ...(kept.length === 0 ? [] : [`Kept: ${listed(kept)}`]),
    ...(pictures.length === 0 ? [] : [`Pictures: ${listed(pictures)}`]),
  ];
  const end = [...after, ...(files.length === 0 ? [] : [files.join('; ')])];
  const blanks = [fix, end].filter((block) => block.length > 0).length + 1;
  const evidence = fitted(evidenceLines(judged, context), MOST_LINES - start.length - fix.length - end.length - blanks);
  return [start, evidence, fix, end]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

function batchLines({ batch }: PreprocessingContext): string[] {
  if (batch === undefined || batch.of < 2) return [];
  const others = batch.wrong.filter((item) => item !== batch.item).map((item) => String(item + 1));
  return [
    `image ${batch.item + 1} of the ${batch.of} in the batch${others.length === 0 ? '' : ` (also wrong: ${listed(others, 8)})`}:`,
  ];
}

/** What was measured, most telling first. */
function evidenceLines(judged: Judged, context: PreprocessingContext): string[] {
  const { verdict, diagnosis, notes } = judged;
  const { recipe, effect, isOtherImage, image } = context;
  // The first line is about a twin where nothing else is wrong.
  const told =
    verdict === 'mismatch' && wrongSteps(judged).length === 0 ? notes.find(({ kind }) => kind === 'twin') : undefined;
  const matters = effect === undefined || verdict === 'match' ? undefined : effectSentence(effect);
  return [
    ...(isOtherImage ? ['The image given in the test is not the one that the trace was recorded with.'] : []),
    ...(diagnosis.notFinite === undefined || diagnosis.explained === 'unexplained'
      ? []
      : [`${counted(diagnosis.notFinite, 'value is', 'values are')} NaN or infinite.`]),
    ...costLines(wrongSteps(judged), recipe, context.facts),
    ...measured(judged),
    ...(matters === undefined ? [] : [matters]),
    ...(diagnosis.explained === 'unexplained' && verdict !== 'match' ? unexplained(judged) : []),
    ...(diagnosis.cutShort ? ['The search ended at its time limit: it says what was found by then.'] : []),
    ...(diagnosis.ties.length === 0 ? [] : [`This image cannot tell it from: ${tieWords(diagnosis.ties, recipe)}.`]),
    ...notes.filter((note) => note !== told).map((note) => `Note: ${noteSentence(note, recipe)}.`),
    ...unnoted(judged).map((sentence) => `Note: ${sentence}.`),
    ...(image === undefined && recipe.name === undefined
      ? []
      : [`Recipe: ${recipeTitle(recipe)}${image === undefined ? '' : `, image: ${image}`}`]),
  ];
}

/** What each of several steps makes of this image alone; those that the first line does not name have their own. */
function costLines(wrong: readonly Difference[], recipe: Recipe, facts: ImageFacts | undefined): string[] {
  if (wrong.length < 2) return [];
  const count = namedCauses(wrong, recipe, facts).length;
  const [named, others] = [wrong.slice(0, count), wrong.slice(count)];
  return [
    ...(named.some(({ step }) => step === 'dtype')
      ? []
      : [
          `Alone, ${count === 1 ? 'that makes' : 'they make'} a difference of ${listed(named.map(({ costs }) => digits(costs)))} u8.`,
        ]),
    ...others.map((each) => `Also: ${differenceSentence(each, recipe, facts)}${costWords(each, ' alone')}.`),
  ];
}

/** What a step makes of the image; numbers of another element type are no levels of a pixel. */
const costWords = ({ step, costs }: Difference, alone = ''): string =>
  step === 'dtype' ? '' : ` (${digits(costs)} u8${alone})`;

/** In levels of a pixel, after undoing the recipe's value map. */
function measured({ verdict, level, diagnosis }: Judged): string[] {
  const { toRecipe, residual, explained, differences } = diagnosis;
  if (verdict === 'match') return [];
  const left =
    explained === 'explained' && differences.length > 0
      ? `; with what was found, ${residual.max === 0 ? 'nothing is' : `${digits(residual.rms)} are`} left${residual.max === 0 ? '' : ` (at most ${digits(residual.max)})`}`
      : '';
  const whole =
    toRecipe === undefined || !Number.isFinite(toRecipe.rms)
      ? `What was fed has another size than what the recipe makes${left.replace('are left', 'u8 (rms) are left')}.`
      : `It differs by ${digits(toRecipe.rms)} u8 (rms; on average ${digits(toRecipe.mean)}, at most ${digits(toRecipe.max)}), in pixels of 0..255${left}.`;
  return [whole, ...(level === undefined ? [] : [`It keeps level ${levelWords[level]}.`])];
}

function unexplained({ diagnosis }: Judged): string[] {
  const certain = diagnosis.recipe === undefined ? undefined : certainWords(diagnosis.recipe);
  return [
    ...(certain === undefined ? [] : [`As far as it can be told: ${certain}.`]),
    ...(diagnosis.cutShort
      ? []
      : ['Tried: every known mistake alone and in pairs, then every geometry, kernel, channel order and value map.']),
  ];
}

function noteSentence(note: JudgeNote, recipe: Recipe): string {
  switch (note.kind) {
    case 'twin':
      return `${differenceSentence(note.difference, recipe)}; the two are twins, which only round differently (${digits(note.difference.costs)} u8)`;
    case 'allowed':
      return `allowed (${note.reason}): ${differenceSentence(note.difference, recipe)}${costWords(note.difference)}`;
    case 'allow-unused':
      return `${note.step} may differ (${note.reason}), but does not`;
    case 'not-identifiable':
      return notIdentifiableSentence(note.step, note.why);
  }
}

/** What the diagnosis could not tell and the notes do not say. */
function unnoted({ diagnosis, notes }: Judged): string[] {
  const said = notes.flatMap((note) => (note.kind === 'not-identifiable' ? [note.step] : []));
  return diagnosis.notIdentifiable
    .filter(({ step }) => !said.includes(step))
    .map(({ step, why }) => notIdentifiableSentence(step, why));
}

/** The recipe as code, where a step is wrong or nobody knows which. */
function fixLines(judged: Judged, { recipe, library, alsoLoaded, facts }: PreprocessingContext): string[] {
  const { verdict, diagnosis } = judged;
  if (verdict === 'match') return [];
  const wrong = changedSteps(judged);
  if (wrong.length === 0 && diagnosis.explained !== 'unexplained')
    return verdict === 'undecided'
      ? ['Fix: judge by an image that shows it, rich in colours and edges; testImages(folder) writes some.']
      : withoutStep(judged);
  const marks = wrong.map((difference) => wrongMark(difference, recipe));
  const inFirst = fixCode(recipe, marks, library, facts);
  const inOther = alsoLoaded && inFirst.obstacle !== undefined ? fixCode(recipe, marks, alsoLoaded, facts) : inFirst;
  const code = inOther.obstacle === undefined ? inOther : inFirst;
  const why = code.obstacle === undefined ? `with ${code.library}` : `by exray, since ${code.obstacle}`;
  return [
    `Fix, ${why} (image: a path or bytes; data and dims: the tensor):`,
    ...code.lines.map((line) => (line.includes(' // <- ') ? highlighted(`  ${line}`) : `  ${line}`)),
  ];
}

/** What to do about a distance that no step explains: mostly the pictures are not those of the same file. */
function withoutStep({ level, diagnosis }: Judged): string[] {
  if (diagnosis.explained !== 'noise') return [];
  return [
    level === undefined
      ? 'Fix: judge by the file that the app decodes, { image }: one that was encoded again on its way (JPEG) has such noise.'
      : `Fix: none where the app uses another library than the recipe: { level: '${level}' } takes this much.`,
  ];
}

/** The wrong steps; where there are none and a level takes no twin, the twins. */
function changedSteps(judged: Judged): Difference[] {
  const wrong = wrongSteps(judged);
  if (wrong.length > 0 || judged.verdict !== 'mismatch') return wrong;
  return judged.notes.flatMap((note) => (note.kind === 'twin' ? [note.difference] : []));
}

/** The first lines, and how many were left out. */
const fitted = (lines: readonly string[], room: number): string[] =>
  lines.length <= room
    ? [...lines]
    : [
        ...lines.slice(0, Math.max(0, room - 1)),
        `... and ${counted(lines.length - Math.max(0, room - 1), 'more line')}`,
      ];
