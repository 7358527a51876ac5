import type { ImageFacts } from '../../preprocessing/decode/imageFacts.ts';
import type { Difference } from '../../preprocessing/diagnose/diagnosis.ts';
import type { Fed } from '../../preprocessing/diagnose/pipeline/fed.ts';
import { turnOfExif } from '../../preprocessing/diagnose/pipeline/turns.ts';
import { planGeometry } from '../../preprocessing/geometry/planGeometry.ts';
import type { Size } from '../../preprocessing/pixels/pixels.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import { sizeOf } from '../../preprocessing/recipe/sizeOf.ts';
import { colourWords, memoryWords, readingWords, turnWords } from './deviationWords.ts';
import { type Geometry, geometriesApart } from './geometryWords.ts';
import { kernelsApart } from './kernelWords.ts';
import { mapTitle, valueSentence } from './valueWords.ts';
import { wholesOf } from './wholes.ts';

/** Says what was done and what the recipe says, for some keys of a pipeline; nothing where none of them differs. */
type Words = (found: Fed, expected: Fed, image: ImageFacts | undefined) => string | undefined;

/** One wrong step as a sentence without a full stop: `channels are BGR, the recipe says RGB`. */
export function differenceSentence(difference: Difference, recipe: Recipe, image?: ImageFacts): string {
  const { found, expected, keys } = wholesOf(difference, recipe);
  const special = kinds[difference.kind]?.(found, expected);
  if (special !== undefined) return special;
  const sentences = parts
    .filter((part) => part.keys.some((key) => keys.includes(key)))
    .map(({ words }) => words(found, expected, image))
    .filter((sentence) => sentence !== undefined && sentence !== '');
  return sentences.length === 0 ? byKind(difference) : sentences.join(' and ');
}

/** Kinds that their keys alone would tell badly. */
const kinds: Record<string, (found: Fed, expected: Fed) => string | undefined> = {
  'orientation/exif-twice': () => 'the EXIF orientation is applied twice',
};

/** In the order of the pipeline. */
const parts: { keys: (keyof Fed)[]; words: Words }[] = [
  { keys: ['decode'], words: decodeSentence },
  {
    keys: ['shrinkOnLoad'],
    words: ({ shrinkOnLoad }) =>
      shrinkOnLoad &&
      `the image was decoded at 1/${shrinkOnLoad} of its size (shrink-on-load), the recipe decodes all of it`,
  },
  { keys: ['turn'], words: turnSentence },
  { keys: ['size', 'sourceCrop', 'resize', 'crop', 'pad'], words: geometrySentence },
  { keys: ['kernel', 'pillow'], words: kernelSentence },
  { keys: ['gamma'], words: gammaSentence },
  { keys: ['colour'], words: ({ colour }) => colour && colourWords(colour) },
  { keys: ['channels', 'order'], words: channelSentence },
  {
    keys: ['scale', 'mean', 'std'],
    words: (found, expected) =>
      movesWithChannels(found, expected) || found.dtype !== expected.dtype ? undefined : valueSentence(found, expected),
  },
  {
    keys: ['layout'],
    words: (found, expected) => `the layout is ${found.layout}, the recipe says ${expected.layout}`,
  },
  { keys: ['reading'], words: ({ reading }) => reading && readingWords[reading] },
  { keys: ['dtype', 'quantization'], words: dtypeSentence },
  { keys: ['memory'], words: ({ memory }, expected) => memory && memoryWords(memory, countOf(expected)) },
];

/** Values that move with their channels are no second mistake: `mean` and `std` are in the order that was fed. */
function channelSentence(found: Fed, expected: Fed): string {
  const moved = movesWithChannels(found, expected) ? ' (mean and std with them)' : '';
  return `channels are ${orderOf(found)}${moved}, the recipe says ${orderOf(expected)}`;
}

function movesWithChannels(found: Fed, expected: Fed): boolean {
  const [own, other] = [found.order ?? found.channels, expected.order ?? expected.channels];
  if (own === other || own.length !== 3 || other.length !== 3) return false;
  const spread = (values: Recipe['mean']) => (typeof values === 'number' ? [values, values, values] : values);
  const moved = (values: Recipe['mean']) => [...own].map((channel) => spread(values)[other.indexOf(channel)]);
  const keys = ['mean', 'std'] as const;
  return (
    keys.every((key) => String(moved(expected[key])) === String(spread(found[key]))) &&
    keys.some((key) => String(spread(expected[key])) !== String(spread(found[key])))
  );
}

/** `gray` in three channels is no order of a recipe, but that is what people call it. */
const orderOf = ({ order, channels }: Fed): string =>
  order === undefined ? channels : order === 'gray' ? 'gray (luma in all three)' : order;

/** Where the recipe's size is the tensor's. */
const countOf = ({ size, channels, resize, pad }: Fed): number | undefined => {
  if (resize?.to === 'multiple' || resize?.to === 'height' || pad?.stride !== undefined) return undefined;
  const { width, height } = sizeOf({ size });
  return width * height * (channels === 'gray' ? 1 : 3);
};

function decodeSentence({ decode: found }: Fed, { decode: expected }: Fed): string | undefined {
  const sentences = [
    found.orientation !== expected.orientation &&
      (found.orientation === 'stored'
        ? 'the EXIF orientation is ignored, the recipe turns the picture upright'
        : 'the picture is turned upright by its EXIF orientation, the recipe leaves it as stored'),
    found.icc !== expected.icc &&
      (found.icc === 'applied'
        ? 'the colour profile (ICC) is applied, the recipe ignores it'
        : 'the colour profile (ICC) is ignored, the recipe applies it'),
    String(found.alpha) !== String(expected.alpha) &&
      `transparency is ${alphaWords(found.alpha)}, the recipe says ${alphaWords(expected.alpha)}`,
    found.like !== expected.like && `the image was decoded as by ${found.like}, the recipe decodes as ${expected.like}`,
  ].filter((sentence) => sentence !== false);
  return sentences.length === 0 ? undefined : sentences.join(' and ');
}

/** What becomes of transparent pixels. */
export const alphaWords = (alpha: Recipe['decode']['alpha']): string =>
  alpha === 'dropped' ? 'dropped' : `blended with [${alpha.join(', ')}]`;

function turnSentence({ turn }: Fed, _expected: Fed, image: ImageFacts | undefined): string | undefined {
  if (turn === undefined) return undefined;
  const byExif = image !== undefined && image.exif > 1 && turnOfExif(image.exif) === turn.by;
  const where = turn.when === 'after-resize' ? ' after the resize' : '';
  const why = byExif ? ', as its EXIF orientation says' : '';
  return `the picture is ${turnWords[turn.by]}${where}${why}, the recipe does not turn it`;
}

function geometrySentence(found: Fed, expected: Fed, image: ImageFacts | undefined): string | undefined {
  const at = image === undefined ? undefined : cornersApart(found, expected, image.size);
  if (at !== undefined) return `the crop begins at [${at[0]}], the recipe's at [${at[1]}]`;
  const [did, says] = geometriesApart(found, expected);
  return did === says ? undefined : `the picture is ${did}; the recipe says ${says}`;
}

/** Where two crops of the same picture begin in this image. */
function cornersApart(found: Geometry & Fed, expected: Fed, image: Size): [string, string] | undefined {
  if (found.crop === undefined || expected.crop === undefined) return undefined;
  try {
    const [own, other] = [planGeometry(found, image), planGeometry(expected, image)];
    const same = (key: 'source' | 'resized' | 'size') => JSON.stringify(own[key]) === JSON.stringify(other[key]);
    const [one, two] = [own, other].map(({ crop: { x, y } }) => `${x}, ${y}`) as [string, string];
    return same('source') && same('resized') && same('size') && one !== two ? [one, two] : undefined;
  } catch {
    return undefined;
  }
}

function kernelSentence(found: Fed, expected: Fed): string | undefined {
  const [own, other] = kernelsApart(found.kernel, expected.kernel);
  if (found.kernel !== expected.kernel) return `the kernel is ${own}, the recipe says ${other}`;
  if ((found.pillow ?? 13) === (expected.pillow ?? 13)) return undefined;
  return `the kernel's passes are in the order of Pillow ${found.pillow ?? 13}, the recipe says Pillow ${expected.pillow ?? 13}`;
}

function gammaSentence({ gamma: found = 1 }: Fed, { gamma: expected = 1 }: Fed): string | undefined {
  if (found === expected) return undefined;
  const words = (gamma: number) => (gamma === 1 ? 'no gamma' : `a gamma of ${Number(gamma.toPrecision(3))}`);
  return `${words(found)} is applied, the recipe says ${words(expected)}`;
}

function dtypeSentence(found: Fed, expected: Fed): string | undefined {
  if (found.dtype !== expected.dtype) {
    const [own, other] = [mapTitle(found), mapTitle(expected)];
    const holding = (words: string) => (own === other ? '' : ` of ${words}`);
    return `the tensor is ${found.dtype}${holding(own)}, the recipe says ${expected.dtype}${holding(other)}`;
  }
  const grid = ({ quantization }: Fed) =>
    quantization === undefined
      ? 'not quantized'
      : `quantized with scale ${Number(quantization.scale.toPrecision(4))} and zero point ${quantization.zeroPoint}`;
  return grid(found) === grid(expected) ? undefined : `values are ${grid(found)}, the recipe says ${grid(expected)}`;
}

/** A kind that this version has no words for is told by its name. */
const byKind = ({ kind, step }: Difference): string =>
  `${step} differs from the recipe (${kind.replace(/^.*\//, '').replaceAll('-', ' ')})`;
