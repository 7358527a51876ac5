import type { Diagnosis } from '../../preprocessing/diagnose/diagnosis.ts';
import type { Fed } from '../../preprocessing/diagnose/pipeline/fed.ts';
import type { Level } from '../../preprocessing/judge/levels.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import { counted, digits } from '../digits.ts';
import { colourWords, memoryWords, readingWords, turnWords } from './deviationWords.ts';
import { alphaWords } from './differenceSentence.ts';
import { geometryWords } from './geometryWords.ts';
import { recipeTitle } from './headline.ts';
import { whyWords } from './identifiable.ts';
import { kernelWords } from './kernelWords.ts';
import { plainKind } from './tieWords.ts';
import { formula } from './valueWords.ts';

/** Float noise of a value map, in levels of 255. */
const EXACT = 0.05;

/**
 * What was done to an image, step by step, where no recipe says what should have been: one line for each step that is
 * known, what the image cannot tell, and how close it comes.
 */
export function foundReport(diagnosis: Diagnosis): string[] {
  const { explained, recipe, certain, ties, notIdentifiable, notFinite, cutShort } = diagnosis;
  const steps = stepLines(explained === 'unexplained' ? (certain ?? {}) : (recipe ?? {}));
  return [
    summary(diagnosis),
    ...(notFinite === undefined ? [] : [`${counted(notFinite, 'value is', 'values are')} no finite numbers.`]),
    ...(cutShort ? ['The search was stopped at its time limit: this is what it had found by then.'] : []),
    ...(steps.length === 0 ? [] : ['', explained === 'unexplained' ? 'What is certain:' : 'What was done:', ...steps]),
    ...(ties.length + notIdentifiable.length === 0 ? [] : ['']),
    ...ties.map(
      ({ step, kind, found }) => `This image cannot tell ${step}: it may as well be ${otherWords(kind, found)}.`,
    ),
    ...notIdentifiable.map(({ step, why }) => `This image says nothing about ${step}: ${whyWords(why)}.`),
  ];
}

function summary({ explained, residual: { rms, max } }: Diagnosis): string {
  const off = `${digits(rms)} of 255 levels (rms; at most ${digits(max)})`;
  if (explained === 'unexplained')
    return `This is not among the known ways to make a tensor of an image${Number.isFinite(rms) ? `: the nearest is off by ${off}` : ''}.`;
  return max <= EXACT ? 'The tensor is reproduced exactly.' : `The tensor is reproduced but for ${off}.`;
}

/** In the order in which they happen; keys that are not known are left out. */
function stepLines(known: Partial<Fed>): string[] {
  const fed = known as Fed;
  return (
    [
      ['decode', fed.decode && decodeWords(fed)],
      ['orientation', fed.turn && turnWords[fed.turn.by]],
      ['geometry', fed.size !== undefined && geometryWords(fed)],
      ['kernel', fed.kernel && kernelWords(fed.kernel)],
      ['colour', fed.colour && colourWords(fed.colour)],
      ['gamma', fed.gamma !== undefined && fed.gamma !== 1 && digits(fed.gamma)],
      ['channels', fed.order ?? fed.channels],
      ['values', fed.scale !== undefined && `${formula(fed)}, x being a pixel in 0..255`],
      ['layout', fed.layout && (fed.reading ? `${fed.layout}, but ${readingWords[fed.reading]}` : fed.layout)],
      ['dtype', fed.dtype],
      ['memory', fed.memory && memoryWords(fed.memory)],
    ] as const
  )
    .filter(([, words]) => words)
    .map(([step, words]) => `  ${step.padEnd(12)}${words}`);
}

const decodeWords = ({ decode: { orientation, icc, alpha, like }, shrinkOnLoad }: Fed): string =>
  [
    `as by ${like}`,
    orientation === 'exif' ? 'turned upright by EXIF' : 'orientation as stored',
    `colour profile ${icc}`,
    `transparency ${alphaWords(alpha)}`,
    ...(shrinkOnLoad === undefined ? [] : [`at 1/${shrinkOnLoad} of its size (shrink-on-load)`]),
  ].join(', ');

const otherWords = (kind: string, found: Partial<Fed>): string => {
  if (found.kernel !== undefined) return kernelWords(found.kernel);
  if (found.scale !== undefined && found.mean !== undefined && found.std !== undefined)
    return formula({ scale: found.scale, mean: found.mean, std: found.std });
  if (found.size !== undefined) return geometryWords(found as Fed);
  const value = Object.values(found)[0];
  return typeof value === 'string' ? value : plainKind(kind);
};

/** Presets that do the same, as far as this image tells. */
export const presetLines = (presets: readonly { name: string; usedBy: string }[]): string[] =>
  presets.length === 0
    ? []
    : [
        '',
        presets.length === 1 ? 'That is a preset:' : 'Presets that do the same on this image:',
        ...presets.map(({ name, usedBy }) => `  ${name} (${usedBy})`),
      ];

/** A tensor that is right. */
export const matchLine = (recipe: Recipe, level: Level | undefined): string =>
  `This is what ${recipeTitle(recipe)} makes of the image${level === undefined ? '' : `, within level ${level}`}.`;

/** One image was given for several. */
export const firstOfBatch = (count: number): string => `The tensor holds ${count} images: the first is looked at.`;

/** What became of a file that was asked for. */
export const outLine = (path: string, isWritten: boolean): string =>
  isWritten ? `Written: ${path}` : `Not written: ${path}, for no recipe was found`;
