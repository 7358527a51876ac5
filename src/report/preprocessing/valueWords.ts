import type { Recipe } from '../../preprocessing/recipe.ts';
import { scaled, shared } from '../fixes/expressions.ts';

/** What of a recipe maps a pixel to a value. */
export type ValueMap = Pick<Recipe, 'scale' | 'mean' | 'std'>;

/** `(x / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]`, x being a pixel in 0..255. */
export function formula({ scale, mean, std }: ValueMap): string {
  const inner = scaled('x', rounded(scale));
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
  return mistake?.words(expected) ?? `values are ${formula(found)}, the recipe says ${formula(expected)}`;
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
    make: (recipe) => ({ ...recipe, scale: 1 }),
    words: (recipe) =>
      isPlain(recipe)
        ? `values are pixels in 0..255, the recipe divides them by ${divisor(recipe)}`
        : `values are not divided by ${divisor(recipe)} before ${normalizing(recipe)}`,
  },
  {
    make: (recipe) => ({ ...recipe, scale: recipe.scale ** 2 }),
    words: (recipe) => `values are divided by ${divisor(recipe)} twice`,
  },
  {
    make: ({ scale }) => ({ scale, mean: 0, std: 1 }),
    words: (recipe) => `${normalizing(recipe)} are not applied: values are ${formula({ ...recipe, mean: 0, std: 1 })}`,
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
    words: (recipe) => `${normalizing(recipe)} are in the order of the other channels (BGR for RGB)`,
  },
  {
    make: (recipe) => ({ ...recipe, mean: reversed(recipe.mean) }),
    words: () => 'the mean is in the order of the other channels (BGR for RGB)',
  },
  {
    make: (recipe) => ({ ...recipe, std: reversed(recipe.std) }),
    words: () => 'the std is in the order of the other channels (BGR for RGB)',
  },
  {
    make: (recipe) => ({ ...recipe, mean: recipe.std, std: recipe.mean }),
    words: () => 'mean and std are exchanged',
  },
  {
    make: (recipe) => ({ ...recipe, std: each(recipe.std, (value) => 1 / value) }),
    words: () => 'values are multiplied by the std, the recipe divides by it',
  },
  { make: twice, words: (recipe) => `${normalizing(recipe)} are applied twice` },
  {
    make: (recipe) =>
      isPlain(recipe)
        ? undefined
        : { ...recipe, scale: recipe.scale * 2, mean: each(recipe.mean, (value) => value + 1) },
    words: (recipe) => `${normalizing(recipe)} are applied to values in -1..1, the recipe's are in 0..1`,
  },
];

const few = (values: number | readonly number[]): string => String(shared(values) ?? vector(values));

/** `mean and std`, or the one of them that a recipe has. */
function normalizing({ mean, std }: ValueMap): string {
  if (shared(mean) === 0) return 'the std';
  return shared(std) === 1 ? 'the mean' : 'mean and std';
}

const reversed = (values: number | readonly number[]): number | readonly number[] =>
  typeof values === 'number' ? values : [...values].reverse();

const each = (values: number | readonly number[], change: (value: number) => number): number | readonly number[] =>
  typeof values === 'number' ? change(values) : values.map(change);

/** `(((x * scale - mean) / std) - mean) / std` as one map. */
function twice({ scale, mean, std }: ValueMap): ValueMap {
  const at = (values: number | readonly number[], channel: number): number =>
    typeof values === 'number' ? values : (values[channel] ?? 0);
  return {
    scale,
    mean: [0, 1, 2].map((c) => at(mean, c) + at(mean, c) * at(std, c)),
    std: [0, 1, 2].map((c) => at(std, c) ** 2),
  };
}

/** Equal within half a pixel's step at both ends of the range. */
function isSame(one: ValueMap, other: ValueMap): boolean {
  return [0, 1, 2].every((channel) => {
    const [a, b] = [affine(one, channel), affine(other, channel)];
    return [0, 255].every((x) => Math.abs(a.gain * x + a.offset - b.gain * x - b.offset) <= 0.5 * Math.abs(b.gain));
  });
}

function affine({ scale, mean, std }: ValueMap, channel: number): { gain: number; offset: number } {
  const at = (values: number | readonly number[]): number =>
    typeof values === 'number' ? values : (values[Math.min(channel, values.length - 1)] ?? 0);
  return { gain: scale / at(std), offset: -at(mean) / at(std) };
}
