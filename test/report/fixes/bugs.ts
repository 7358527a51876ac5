import { fileURLToPath } from 'node:url';
import { imageFacts } from '../../../src/preprocessing/decode/decode.ts';
import type { ImageFacts } from '../../../src/preprocessing/decode/imageFacts.ts';
import { hypotheses } from '../../../src/preprocessing/diagnose/hypotheses/index.ts';
import type { Fed } from '../../../src/preprocessing/diagnose/pipeline/fed.ts';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import type { FixLibrary } from '../../../src/report/fixes/fix.ts';

/** A bug that an app may have, and the library that the app is written in. */
export interface Bug {
  name: string;
  hypothesis: string;
  recipe: Recipe;
  fed: Fed;
  photo: string;
  facts: ImageFacts;
  library: FixLibrary;
}

export const photoPath = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/photos/${name}`, import.meta.url));

const apps: { preset: string; changes?: Partial<Recipe>; photo: string; library: FixLibrary }[] = [
  { preset: 'torchvision/imagenet-v1', photo: 'chelsea.png', library: 'sharp' },
  { preset: 'transformers/clip', photo: 'coffee-exif6.jpg', library: 'sharp' },
  { preset: 'keras/tf-bilinear', photo: 'flower-rgba.png', library: 'sharp' },
  { preset: 'tf/slim-inception', photo: 'rocket.jpg', library: 'sharp' },
  { preset: 'opencv/blob-caffe', photo: 'chelsea.png', library: 'sharp' },
  { preset: 'ultralytics/yolo', changes: { size: 128 }, photo: 'china.jpg', library: 'sharp' },
  { preset: 'transformers/vit', changes: { kernel: 'canvas/low' }, photo: 'chelsea.png', library: '@napi-rs/canvas' },
  { preset: 'torchvision/imagenet-v2', photo: 'chelsea.png', library: '@napi-rs/canvas' },
  { preset: 'keras/caffe', photo: 'astronaut.jpg', library: 'exray' },
];

/** One variant of every way to be wrong, in every app in which it can occur. */
export async function bugs(): Promise<Bug[]> {
  const found: Bug[] = [];
  for (const { preset, changes, photo, library } of apps) {
    const recipe: Recipe = { ...(recipes[preset] as Recipe), name: preset, ...changes };
    const facts = await imageFacts(photoPath(photo), recipe.decode);
    for (const { name, inject } of hypotheses) {
      const [fed] = inject(recipe, facts);
      if (fed === undefined) continue;
      found.push({
        name: `${name} in ${preset} with ${library}`,
        hypothesis: name,
        recipe,
        fed,
        photo,
        facts,
        library,
      });
    }
  }
  return found;
}
