import { CONVENTIONS } from '../../preprocessing/diagnose/hypotheses/values.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import { scaled, shared } from '../fixes/expressions.ts';

/** What of a recipe maps a pixel to a value. */
export type ValueMap = Pick<Recipe, 'scale' | 'mean' | 'std'> & { channels?: Recipe['channels'] };

/** `(x / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]`, x being a pixel in 0..255. */
export function formula({ scale, mean, std }: ValueMap): string {
  const inner = scaled('x', scale, 6);
  const [offset, spread] = [shared(mean), shared(std)];
  const moved =
    offset === 0
      ? inner
      : `${inner} ${offset !== undefined && offset < 0 ? '+' : '-'} ${offset === undefined ? vector(mean) : rounded(Math.abs(offset))}`;
  if (spread === 1) return moved;
  return `${offset === 0 ? moved : `(${moved})`} / ${spread === undefined ? vector(std) : rounded(spread)}`;
}

const rounded = (value: number): number => Number(value.toPrecision(6));
const vector = (values: number | readonly number[]): string =>
  `[${[values]
    .flat()
    .map((value) => rounded(value as number))
    .join(', ')}]`;

/** How a pixel's value was mapped wrongly, said by what is missing or done twice where that is what happened. */
export function valueSentence(found: ValueMap, expected: ValueMap): string {
  const mistake = mistakes.find(({ make }) => {
    const made = make(expected);
    return made !== undefined && isSame(made, found) && !isSame(made, expected);
  });
  if (mistake !== undefined) return mistake.words(expected);
  const onlyScale = found.scale !== expected.scale && isSame({ ...found, scale: expected.scale }, expected);
  if (onlyScale)
    return `pixels are taken as ${scaled('x', found.scale, 6)}, the recipe says ${scaled('x', expected.scale, 6)}`;
  const explained = formula(found) === 'x' ? '' : ' for a pixel x in 0..255';
  return `values are ${mapTitle(found)}${explained}, the recipe says ${mapTitle(expected)}`;
}

/** A value map as a formula of the pixel x, with the name that libraries give it. */
export function mapTitle(map: ValueMap): string {
  const convention = conventionOf(map);
  const words = formula(map);
  return `${words === 'x' ? 'the pixels themselves (0..255)' : words}${convention === undefined ? '' : ` (${convention})`}`;
}

interface Mistake {
  make: (recipe: ValueMap) => ValueMap | undefined;
  words: (recipe: ValueMap) => string;
}

const divisor = ({ scale }: ValueMap): string => String(Number((1 / scale).toPrecision(6)));
const isPlain = ({ mean, std }: ValueMap): boolean => shared(mean) === 0 && shared(std) === 1;

/** In the order in which people make them; the first that gives the same values is told. */
const mistakes: readonly Mistake[] = [
  {
    make: (recipe) => (recipe.scale === 1 ? undefined : { ...recipe, scale: 1 }),
    words: (recipe) =>
      isPlain(recipe)
        ? `values are pixels in 0..255, the recipe divides them by ${divisor(recipe)}`
        : `values are not divided by ${divisor(recipe)} before ${normalizing(recipe).replace(/ (is|are)$/, '')}`,
  },
  {
    make: (recipe) => (recipe.scale === 1 ? undefined : { ...recipe, scale: recipe.scale ** 2 }),
    words: (recipe) => `values are divided by ${divisor(recipe)} twice`,
  },
  {
    make: (recipe) => (Math.abs(recipe.scale * 255 - 1) < 1e-9 ? { ...recipe, scale: 1 / 256 } : undefined),
    words: () => 'values are divided by 256, the recipe divides by 255',
  },
  {
    make: (recipe) => (Math.abs(recipe.scale * 256 - 1) < 1e-9 ? { ...recipe, scale: 1 / 255 } : undefined),
    words: () => 'values are divided by 255, the recipe divides by 256',
  },
  {
    make: ({ scale, mean, std }) => (shared(mean) === 0 || shared(std) === 1 ? undefined : { scale, mean: 0, std: 1 }),
    words: (recipe) => `mean and std are not applied: values are ${formula({ ...recipe, mean: 0, std: 1 })}`,
  },
  {
    make: (recipe) => ({ ...recipe, mean: 0 }),
    words: ({ mean }) => `the mean is not subtracted, the recipe subtracts ${few(mean)}`,
  },
  {
    make: (recipe) => ({ ...recipe, std: 1 }),
    words: ({ std }) => `values are not divided by the std, the recipe divides by ${few(std)}`,
  },
  {
    make: (recipe) => ({ ...recipe, mean: reversed(recipe.mean), std: reversed(recipe.std) }),
    words: (recipe) => `${normalizing(recipe)} in the order of the other channels (${otherOrder(recipe)})`,
  },
  {
    make: (recipe) => ({ ...recipe, mean: reversed(recipe.mean) }),
    words: (recipe) => `the mean is in the order of the other channels (${otherOrder(recipe)})`,
  },
  {
    make: (recipe) => ({ ...recipe, std: reversed(recipe.std) }),
    words: (recipe) => `the std is in the order of the other channels (${otherOrder(recipe)})`,
  },
  {
    make: (recipe) => ({ ...recipe, mean: recipe.std, std: recipe.mean }),
    words: () => 'mean and std are exchanged',
  },
  {
    make: (recipe) => ({ ...recipe, std: each(recipe.std, (value) => 1 / value) }),
    words: () => 'values are multiplied by the std, the recipe divides by it',
  },
  {
    make: (recipe) => ({ ...recipe, mean: combined(recipe, (mean, std) => mean * std) }),
    words: () => 'the mean is subtracted after the std, the recipe subtracts it before',
  },
  {
    make: (recipe) =>
      recipe.scale === 1
        ? undefined
        : { ...recipe, scale: 1, mean: each(recipe.mean, (value) => value / recipe.scale), std: 1 },
    words: (recipe) => `the mean is subtracted in 0..255, and values are not divided by ${divisor(recipe)} and the std`,
  },
  {
    make: (recipe) => ({
      ...recipe,
      scale: -recipe.scale,
      mean: each(recipe.mean, (value) => value - 255 * recipe.scale),
    }),
    words: () => 'the picture is inverted: 255 minus the pixel is taken',
  },
  {
    make: ({ scale, mean, std }) => {
      if (scale === 1) return undefined;
      const first = twice({ scale, mean, std });
      return { ...first, scale: scale ** 2, mean: combined({ mean, std }, (m, s) => m * scale + m * s) };
    },
    words: (recipe) => `values are divided by ${divisor(recipe)} twice, and ${normalizing(recipe)} applied twice`,
  },
  { make: twice, words: (recipe) => `${normalizing(recipe)} applied twice` },
  {
    make: (recipe) =>
      isPlain(recipe)
        ? undefined
        : { ...recipe, scale: recipe.scale * 2, mean: each(recipe.mean, (value) => value + 1) },
    words: (recipe) => `${normalizing(recipe)} applied to values in -1..1, the recipe's are in 0..1`,
  },
];

/** What libraries call a value map; the names of those that only scale say no more than the formula. */
const conventionOf = (map: ValueMap): string | undefined => {
  const names = ['imagenet', 'clip', 'caffe'] as const;
  const reverse = ({ mean, std, ...rest }: ValueMap) => ({ ...rest, mean: reversed(mean), std: reversed(std) });
  return names.find((name) => {
    const known = CONVENTIONS[name] as ValueMap;
    return isSame(known, map) || isSame(reverse(known), map);
  });
};

const few = (values: number | readonly number[]): string => String(shared(values) ?? vector(values));

/** `mean and std are`, or the one of them that a recipe has. */
function normalizing({ mean, std }: ValueMap): string {
  if (shared(mean) === 0) return 'the std is';
  return shared(std) === 1 ? 'the mean is' : 'mean and std are';
}

const otherOrder = ({ channels }: ValueMap): string => (channels === 'BGR' ? 'RGB for BGR' : 'BGR for RGB');

const reversed = (values: number | readonly number[]): number | readonly number[] =>
  typeof values === 'number' ? values : [...values].reverse();

const each = (values: number | readonly number[], change: (value: number) => number): number | readonly number[] =>
  typeof values === 'number' ? change(values) : values.map(change);

/** Mean and std channel by channel. */
const combined = (
  { mean, std }: Pick<ValueMap, 'mean' | 'std'>,
  make: (mean: number, std: number) => number,
): number[] => [0, 1, 2].map((c) => make(atChannel(mean, c), atChannel(std, c)));

const atChannel = (values: number | readonly number[], channel: number): number =>
  typeof values === 'number' ? values : (values[Math.min(channel, values.length - 1)] ?? 0);

/** `(((x * scale - mean) / std) - mean) / std` as one map. */
function twice({ scale, mean, std }: ValueMap): ValueMap {
  return { scale, mean: combined({ mean, std }, (m, s) => m + m * s), std: combined({ mean, std }, (_, s) => s ** 2) };
}

/** Equal within half a pixel's step at both ends of the range. */
function isSame(one: ValueMap, other: ValueMap): boolean {
  return [0, 1, 2].every((channel) => {
    const [a, b] = [affine(one, channel), affine(other, channel)];
    return [0, 255].every((x) => Math.abs(a.gain * x + a.offset - b.gain * x - b.offset) <= 0.5 * Math.abs(b.gain));
  });
}

const affine = ({ scale, mean, std }: ValueMap, channel: number): { gain: number; offset: number } => {
  const spread = atChannel(std, channel);
  return { gain: scale / spread, offset: -atChannel(mean, channel) / spread };
};
