import type { Diagnosis } from '../../preprocessing/diagnose/diagnosis.ts';
import type { Fed } from '../../preprocessing/fed.ts';
import type { Level } from '../../preprocessing/levels.ts';
import type { Recipe } from '../../preprocessing/recipe.ts';
import { digits } from '../digits.ts';
import { colourWords, memoryWords, readingWords, turnWords } from './deviationWords.ts';
import { alphaWords } from './differenceSentence.ts';
import { geometryWords } from './geometryWords.ts';
import { recipeTitle } from './headline.ts';
import { kernelWords } from './kernelWords.ts';
import { formula } from './valueWords.ts';

/**
 * What was done to an image, step by step, where no recipe says what should have been: one line for each step that is
 * known, what the image cannot tell, and how close it comes.
 */
export function foundReport({ explained, recipe, residual, ties, notIdentifiable, cutShort }: Diagnosis): string[] {
  const rms = `${digits(residual.rms)} of 255 levels (rms; at most ${digits(residual.max)})`;
  const first =
    explained === 'unexplained'
      ? `This is not among the known ways to make a tensor of an image: the nearest is off by ${rms}.`
      : `The tensor is reproduced but for ${rms}.`;
  return [
    first,
    ...(cutShort ? ['The search was stopped at its time limit: this is what it had found by then.'] : []),
    ...(recipe === undefined ? [] : ['', explained === 'unexplained' ? 'What is certain:' : 'What was done:']),
    ...(recipe === undefined ? [] : stepLines(recipe)),
    ...(ties.length + notIdentifiable.length === 0 ? [] : ['']),
    ...ties.map(
      ({ step, kind, found }) => `This image cannot tell ${step}: it may as well be ${tieWords(kind, found)}.`,
    ),
    ...notIdentifiable.map(({ step, why }) => `This image says nothing about ${step}: it is ${whys[why]}.`),
  ];
}

const whys: Record<Diagnosis['notIdentifiable'][number]['why'], string> = {
  gray: 'gray',
  symmetric: 'symmetric',
  constant: 'of one colour',
  blurred: 'blurred',
  'few-values': 'made of few values',
};

/** In the order in which they happen; keys that are not known are left out. */
const stepLines = (fed: Fed): string[] =>
  (
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

const decodeWords = ({ decode: { orientation, icc, alpha, like }, shrinkOnLoad }: Fed): string =>
  [
    `as by ${like}`,
    orientation === 'exif' ? 'turned upright by EXIF' : 'orientation as stored',
    `colour profile ${icc}`,
    `transparency ${alphaWords(alpha)}`,
    ...(shrinkOnLoad === undefined ? [] : [`at 1/${shrinkOnLoad} of its size (shrink-on-load)`]),
  ].join(', ');

const tieWords = (kind: string, found: Partial<Fed>): string => {
  if (found.kernel !== undefined) return kernelWords(found.kernel);
  if (found.scale !== undefined && found.mean !== undefined && found.std !== undefined)
    return formula({ scale: found.scale, mean: found.mean, std: found.std });
  if (found.size !== undefined) return geometryWords(found as Fed);
  const value = Object.values(found)[0];
  return typeof value === 'string' ? value : kind.replace(/^.*\//, '').replaceAll('-', ' ');
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
