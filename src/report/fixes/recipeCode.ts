import { presets } from '../../preprocessing/presets/index.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';

/** A recipe as JavaScript. */
export interface RecipeCode {
  /** Declarations before it. */
  lines: string[];
  expression: string;
  /** Whether the code reads `recipes`. */
  readsPresets: boolean;
}

/** A longer expression gets lines of its own. */
const MOST_COLUMNS = 90;

/** A preset's name where the recipe is one, the nearest preset with what differs where that is short, else all of it. */
export function recipeCode(recipe: Recipe): RecipeCode {
  const { preset, changes } = nearest(recipe);
  if (changes.length === 0) return { lines: [], expression: quoted(preset), readsPresets: false };
  const isNear = changes.length <= 6;
  const entries = [
    ...(isNear ? [`...recipes[${quoted(preset)}]`] : []),
    ...(isNear ? changes : keysOf(recipe)).map((key) => `${key}: ${literal(recipe[key])}`),
  ];
  const short = `{ ${entries.join(', ')} }`;
  if (short.length <= MOST_COLUMNS) return { lines: [], expression: short, readsPresets: isNear };
  return {
    lines: ['const recipe = {', ...packed(entries), '};'],
    expression: 'recipe',
    readsPresets: isNear,
  };
}

type Key = Exclude<keyof Recipe, 'name'>;

const keysOf = (recipe: Recipe): Key[] =>
  (Object.keys(recipe) as (keyof Recipe)[]).filter((key): key is Key => key !== 'name' && recipe[key] !== undefined);

/** The preset with the fewest keys to change; the recipe's own where it has one as near. */
function nearest(recipe: Recipe): { preset: string; changes: Key[] } {
  const all = Object.entries(presets).map(([preset, { recipe: other }]) => {
    const keys = [...new Set([...keysOf(recipe), ...keysOf(other)])];
    return { preset, changes: keys.filter((key) => literal(recipe[key]) !== literal(other[key])) };
  });
  const weight = ({ preset, changes }: (typeof all)[number]) => changes.length - (preset === recipe.name ? 0.5 : 0);
  return all.reduce((best, each) => (weight(each) < weight(best) ? each : best));
}

/** Entries as indented lines, several short ones in one. */
function packed(entries: readonly string[]): string[] {
  const lines: string[] = [];
  for (const entry of entries) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + entry.length + 2 <= MOST_COLUMNS)
      lines[lines.length - 1] = `${last} ${entry},`;
    else lines.push(`  ${entry},`);
  }
  return lines;
}

/** Plain data as JavaScript, in one line and with sorted keys: equal data is equal text. */
function literal(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{ ${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${/^\w+$/.test(key) ? key : quoted(key)}: ${literal(each)}`)
    .join(', ')} }`;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
