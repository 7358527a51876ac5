import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { imageFacts } from '../../../src/preprocessing/decode/decode.ts';
import type { Fed } from '../../../src/preprocessing/diagnose/pipeline/fed.ts';
import { withStep } from '../../../src/preprocessing/diagnose/pipeline/steps.ts';
import { swapped, swapsSides } from '../../../src/preprocessing/diagnose/pipeline/turns.ts';
import { planGeometry } from '../../../src/preprocessing/geometry/planGeometry.ts';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import { imagesOf } from '../resample/fixtures.ts';

/** A picture that another library resized, with what it stands for. */
export interface Base {
  key: string;
  /** Path of the photo. */
  photo: string;
  /** RGB, [height, width, 3]. */
  pixels: Uint8Array;
  width: number;
  height: number;
  recipe: Recipe;
  /** What was done until here; values, layout and element type are the recipe's. */
  fed: Fed;
  /** Why it is right all the same: another decoder, a twin of the kernel. */
  benign?: string;
}

const fixtures = new URL('../../../fixtures/', import.meta.url);

/** What the pictures were meant to be, at 112 pixels. */
const right: Record<string, Recipe> = {
  imagenet: { ...(recipes['torchvision/imagenet-v1'] as Recipe), size: 112 },
  clip: { ...(recipes['transformers/clip'] as Recipe), size: 112 },
  mobile: {
    name: 'mobile',
    size: 112,
    decode: { orientation: 'stored', icc: 'ignored', alpha: 'dropped', like: 'tf' },
    resize: { to: 'size' },
    kernel: 'tf/bilinear',
    channels: 'RGB',
    scale: 1 / 127.5,
    mean: 1,
    std: 1,
    layout: 'NHWC',
    dtype: 'float32',
  },
  camera: {
    name: 'camera',
    size: { width: 112, height: 84 },
    decode: { orientation: 'stored', icc: 'ignored', alpha: 'dropped', like: 'opencv' },
    resize: { to: 'size' },
    kernel: 'opencv/linear',
    channels: 'BGR',
    scale: 1 / 255,
    mean: 0,
    std: 1,
    layout: 'NCHW',
    dtype: 'float32',
  },
};

interface Entry {
  key: string;
  photo: string;
  recipe: string;
  fed: Record<string, unknown>;
  recipeKeys?: { decode: Partial<Recipe['decode']> };
  benign?: string;
}

const merged = (recipe: Recipe, keys: Record<string, unknown>): Fed => {
  const fed: Record<string, unknown> = { ...recipe, ...keys };
  if ('decode' in keys) fed.decode = { ...recipe.decode, ...(keys.decode as object) };
  for (const key of Object.keys(fed)) if (fed[key] === null) delete fed[key];
  return fed as unknown as Fed;
};

/** A geometry that comes to the recipe's own plan is written as the recipe writes it. */
const asTheRecipe = async (fed: Fed, recipe: Recipe, photo: string): Promise<Fed> => {
  const { size } = await imageFacts(photo, fed.decode);
  const turned = fed.turn && swapsSides(fed.turn.by) ? swapped(size) : size;
  const plan = (each: Recipe) => JSON.stringify(planGeometry(each, turned));
  return plan(fed) === plan(recipe) ? withStep(fed, recipe, 'geometry') : fed;
};

/** Those of fixtures/preprocessing/bases.json. */
export const loadBases = async (): Promise<Base[]> => {
  const pictures = await imagesOf('bases');
  const { bases } = JSON.parse(readFileSync(new URL('preprocessing/bases.json', fixtures), 'utf8')) as {
    bases: Entry[];
  };
  return Promise.all(
    bases.map(async ({ key, photo: file, recipe: name, fed: keys, recipeKeys, benign }): Promise<Base> => {
      const photo = fileURLToPath(new URL(file, fixtures));
      const recipe = merged(right[name] as Recipe, { ...recipeKeys }) as Recipe;
      const fed = await asTheRecipe(merged(recipe, keys), recipe, photo);
      const { data, width, height } = pictures[key] as { data: Uint8Array; width: number; height: number };
      return { key, photo, pixels: data, width, height, recipe, fed, ...(benign === undefined ? {} : { benign }) };
    }),
  );
};
